import { text } from './field.ts';

/** What says nothing that can be asked: Markdown, and a cell that cannot be read. */
export const prose = { text: text({ or: '', help: 'Markdown' }) };
