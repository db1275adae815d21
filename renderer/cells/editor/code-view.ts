import { closeCompletion } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { editBetween } from '../../../core/notebook/file/edit.ts';
import { commandOf, type KeyCommand } from '../../state/keyboard.ts';
import type { BodyNames } from './body-names.ts';
import { completeSql } from './complete-sql.ts';
import { completeYaml } from './complete-yaml.ts';
import { languages, type EditorLanguage } from './languages.ts';
import { editorTheme } from './theme.ts';

/** Something wrong in a text, from and to in UTF-16 units. */
export interface Problem {
  from: number;
  to: number;
  message: string;
}

export interface CodeOptions {
  text: string;
  language: EditorLanguage;
  /** How a screen reader calls it. */
  label: string;
  /** What its first line is counted as. */
  firstLine?: number;
  /** The user changed the text; lines end with `\n`. */
  onchange: (text: string) => void;
  /** What a key of a cell's text stands for, or a menu that takes back. */
  oncommand: (command: KeyCommand<'cell text'>) => void;
  /** Where the cursor now is. */
  oncaret: (at: number) => void;
  /** What can be named, and so is offered, while SQL or YAML is written. */
  names?: BodyNames;
}

/** A change that no user made: nobody is told. */
const outside = Annotation.define<true>();

/** What is the same in all editors. What was typed is taken back with all else that was done, in the notebook's one order. */
const common: Extension = [bracketMatching(), EditorView.lineWrapping, editorTheme];

/** An editor of text in an element, until it is destroyed. */
export class CodeView {
  readonly #view: EditorView;
  readonly #label = new Compartment();
  readonly #lines = new Compartment();
  readonly #language: EditorLanguage;

  constructor(parent: Element, options: CodeOptions) {
    const { text, language, label, firstLine = 1, onchange, oncommand, oncaret, names } = options;
    this.#language = language;
    const any = (view: EditorView, event: KeyboardEvent): boolean => {
      const command = event.isComposing ? null : commandOf(event, 'cell text');
      if (command === null) return false;
      event.stopPropagation();
      closeCompletion(view);
      oncaret(view.state.selection.main.head);
      oncommand(command);
      return true;
    };
    const beforeinput = ({ inputType }: InputEvent): boolean => {
      const command = ({ historyUndo: 'undo', historyRedo: 'redo' } as const)[inputType];
      if (command) oncommand(command);
      return command !== undefined;
    };
    // The workbench's inspector has this one.
    const others = keymap.of(defaultKeymap.filter(({ key }) => key !== 'Mod-i'));
    const own = [keymap.of([{ any }]), EditorView.domEventHandlers({ beforeinput })];
    const listener = EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
      if (docChanged || selectionSet) oncaret(state.selection.main.head);
      if (docChanged && !transactions.some((one) => one.annotation(outside))) onchange(state.doc.toString());
    });
    const complete = { sql: completeSql, yaml: completeYaml, fence: completeYaml, markdown: null }[language];
    const offering = names && complete ? complete(names) : [];
    const about = [this.#label.of(named(label)), this.#lines.of(this.#numbered(firstLine))];
    // What is of a language comes before what is of all.
    const extensions = [offering, own, others, listener, about, languages[language], common];
    this.#view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  }

  /** Puts in the text from outside, where it is another. */
  set text(text: string) {
    const before = this.#view.state.doc.toString();
    if (before === text) return;
    const { at: from, removed, inserted: insert } = editBetween(before, text);
    const changes = { from, to: from + removed.length, insert };
    const selection = { anchor: from + insert.length };
    this.#view.dispatch({ changes, selection, annotations: outside.of(true), scrollIntoView: this.#view.hasFocus });
  }

  set label(label: string) {
    this.#view.dispatch({ effects: this.#label.reconfigure(named(label)) });
  }

  set firstLine(line: number) {
    this.#view.dispatch({ effects: this.#lines.reconfigure(this.#numbered(line)) });
  }

  /** Marks these places, and no others. */
  set problems(problems: readonly Problem[]) {
    const { state } = this.#view;
    const within = (place: number): number => Math.min(place, state.doc.length);
    const marks = problems.map(({ from, to, message }) => {
      return { from: within(from), to: within(to), message, severity: 'error' as const };
    });
    this.#view.dispatch(setDiagnostics(state, marks));
  }

  /** @param chosen All of it, to be written over. */
  focus(chosen = false): void {
    if (chosen) this.#view.dispatch({ selection: { anchor: 0, head: this.#view.state.doc.length } });
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }

  /** Of prose nobody counts the lines. */
  #numbered(first: number): Extension {
    if (this.#language === 'markdown') return [];
    return lineNumbers({ formatNumber: (line) => String(line + first - 1) });
  }
}

function named(label: string): Extension {
  return EditorView.contentAttributes.of({ 'aria-label': label });
}
