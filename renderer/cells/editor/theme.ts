import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** By the tokens, so that it is light or dark as the page is. Colour has meaning: words of a language have weight instead. */
export const editorTheme: Extension = [
  EditorView.theme({
    '&': { color: 'var(--ink)', backgroundColor: 'transparent' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--data)', fontSize: '12.5px', lineHeight: '20px' },
    '.cm-content': { padding: '12px 16px 12px 0', caretColor: 'var(--ink)' },
    '.cm-line': { padding: '0' },
    '.cm-gutters': { border: '0', backgroundColor: 'transparent', color: 'var(--ink-3)' },
    '.cm-lineNumbers .cm-gutterElement': { minWidth: '36px', padding: '0 14px 0 0' },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--past-tint)' },
    '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--leak-tint)' },
    '.cm-tooltip': {
      border: '1px solid var(--line-2)',
      borderRadius: 'var(--radius)',
      backgroundColor: 'var(--surface)',
      color: 'var(--ink)',
      boxShadow: 'var(--shadow)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--data)', fontSize: '12.5px', maxHeight: '220px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--past-tint)',
      color: 'var(--ink)',
    },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
    '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
    '.cm-tooltip.cm-completionInfo': { maxWidth: '320px', padding: '6px 10px', font: '12.5px/18px var(--text)' },
    '.cm-diagnostic': { borderLeft: '0', padding: '4px 10px', font: '12.5px var(--text)' },
    '.cm-lintRange-error': {
      backgroundImage: 'none',
      textDecoration: 'underline wavy var(--ink)',
      textUnderlineOffset: '3px',
    },
    '.cm-lintPoint-error::after': { borderBottomColor: 'var(--ink)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.keyword, tags.heading, tags.strong, tags.propertyName], fontWeight: '600' },
      { tag: [tags.string, tags.special(tags.string), tags.link, tags.url], color: 'var(--ink-2)' },
      { tag: [tags.comment, tags.processingInstruction, tags.meta], color: 'var(--ink-3)' },
      { tag: [tags.comment, tags.emphasis], fontStyle: 'italic' },
      { tag: tags.monospace, fontFamily: 'var(--data)' },
    ]),
  ),
];

/** Words are set as they are read. */
export const proseTheme: Extension = EditorView.theme({
  '.cm-scroller': { fontFamily: 'var(--text)', fontSize: '14.5px', lineHeight: '1.55' },
  '.cm-content': { padding: '12px 16px' },
});
