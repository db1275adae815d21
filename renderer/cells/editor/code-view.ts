import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { languages, type EditorLanguage } from './languages.ts';
import { theme } from './theme.ts';

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
  /** The user changed the text; lines end with `\n`. */
  onchange: (text: string) => void;
  /** What is written is to be run; `stay`: and the focus stays. */
  onrun: (stay: boolean) => void;
  /** Out of the text, to what holds it. */
  onleave: () => void;
}

/** A change that no user made: nobody is told. */
const outside = Annotation.define<true>();

/** What is the same in all editors. */
const common: Extension = [lineNumbers(), history(), bracketMatching(), EditorView.lineWrapping, theme];

/** An editor of text in an element, until it is destroyed. */
export class CodeView {
  readonly #view: EditorView;
  readonly #label = new Compartment();

  constructor(parent: Element, { text, language, label, onchange, onrun, onleave }: CodeOptions) {
    const run = (stay: boolean) => () => (onrun(stay), true);
    const own = keymap.of([
      { key: 'Shift-Enter', run: run(false) },
      { key: 'Mod-Enter', run: run(true) },
      { key: 'Escape', run: () => (onleave(), true), stopPropagation: true },
    ]);
    // The workbench's inspector has this one.
    const others = keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-i'), ...historyKeymap]);
    const listener = EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      if (docChanged && !transactions.some((one) => one.annotation(outside))) onchange(state.doc.toString());
    });
    const extensions = [own, others, listener, this.#label.of(named(label)), languages[language], common];
    this.#view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  }

  /** Puts in the text from outside, where it is another. */
  set text(text: string) {
    const { doc } = this.#view.state;
    if (doc.toString() === text) return;
    this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, annotations: outside.of(true) });
  }

  set label(label: string) {
    this.#view.dispatch({ effects: this.#label.reconfigure(named(label)) });
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

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}

function named(label: string): Extension {
  return EditorView.contentAttributes.of({ 'aria-label': label });
}
