import { bytes as said, plural } from '../text/figures.ts';
import { code, plain, type Phrase } from '../text/phrase.ts';
import type { CostReport, CostSaving } from './report.ts';

/** What the views take, then what no service reads of it, and the greatest saving. */
export function costSentence(report: CostReport): Phrase[] {
  const { views, bytes, records, unread_bytes: unread, savings } = report;
  const unknown = views.find((view) => view.bytes === null);
  if (unknown) return [plain('What '), code(unknown.view), plain(` takes is not known: ${unknown.note}.`)];
  if (records === 0)
    return [plain('Nothing is in the store of '), plain(views.length === 1 ? 'this view.' : 'these views.')];
  const about = views.every(({ counted }) => counted) ? '' : 'about ';
  const all = `${plural(records, 'record')} of ${plural(views.filter((one) => one.records > 0).length, 'view')} take `;
  return [
    plain(`${about}${all}`.replace(/^about/, 'About')),
    { text: said(bytes!), as: 'strong' },
    ...(unread === null
      ? [plain('. No service is defined, so what is read is not known.')]
      : unread === 0
        ? [plain('; services read all of it.')]
        : [plain('; no service reads '), { text: said(unread), as: 'strong' as const }, plain(' of it.')]),
    ...saySaving(savings[0]),
  ];
}

function saySaving(saving: CostSaving | undefined): Phrase[] {
  if (!saving) return [];
  const { kind, view, feature, bytes } = saving;
  const name = code(feature === null ? view : `${view}:${feature}`);
  const what = {
    forget: 'forgetting ',
    view: 'taking offline ',
    feature: 'leaving out ',
    ttl: 'forgetting old records of ',
    type: 'a narrower type for ',
  };
  return [plain(' Most is saved by '), plain(what[kind]), name, plain(`: ${said(bytes)}.`)];
}
