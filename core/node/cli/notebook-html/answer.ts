import type { AuditReport } from '../../../audit/report.ts';
import type { LeakageReport } from '../../../leakage/report.ts';
import { leakageSentence } from '../../../leakage/sentence.ts';
import type { CellContent } from '../../../notebook/cell/kinds.ts';
import type { Checked } from '../../../notebook/runner/ask-claims.ts';
import type { CellRun } from '../../../notebook/runner/runner.ts';
import type { SkewReport } from '../../../skew/report.ts';
import { auditFeaturesText } from '../audit-text.ts';
import { aucChart } from '../leakage-html/auc-chart.ts';
import { html, type Html } from '../leakage-html/html.ts';
import { featureTable, phraseHtml } from '../leakage-html/page.ts';
import { skewFeaturesText } from '../skew-text.ts';

/** On paper nothing is coloured but what this page colours itself. */
const paper = { leak: (text: string) => text, bold: (text: string) => text };

/** What a cell answered; of one that did not run, and of a question to the reader, what that asks. */
export function answerHtml({ cell: { content }, answer }: CellRun): readonly Html[] {
  if (content?.kind === 'ask') return [questionHtml(content.asked)];
  if (!content || answer === null) return [];
  const said = html`<p class="said">${answer.said}</p>`;
  switch (content.kind) {
    case 'leakage':
      return leakageHtml(answer.report as LeakageReport);
    case 'skew':
      return [said, html`<pre>${skewFeaturesText(answer.report as SkewReport, paper)}</pre>`];
    case 'audit':
      return [said, html`<pre>${auditFeaturesText(answer.report as AuditReport, paper)}</pre>`];
    case 'check':
      return [claimsHtml(answer.report as Checked)];
    default:
      return content.kind === 'sql' ? [] : [html`<p>${answer.said}</p>`];
  }
}

function leakageHtml(report: LeakageReport): Html[] {
  const areas = aucChart(report.features);
  return [
    html`<p class="said">${leakageSentence(report).map(phraseHtml)}</p>`,
    featureTable(report.features),
    ...(areas ? [html`<div class="areas">${areas}</div>`] : []),
  ];
}

function claimsHtml({ claims }: Checked): Html {
  const items = claims.map(
    ({ that, passed, figures }) =>
      html`<tr>
        <td><code>${that}</code></td>
        <td>${passed ? '✓ holds' : html`<b>✗ does not hold</b>`}</td>
        <td>${figures.join(', ')}</td>
      </tr>`,
  );
  return html`<table>
    ${items}
  </table>`;
}

function questionHtml({ question, options }: Extract<CellContent, { kind: 'ask' }>['asked']): Html {
  return html`<p>${question}</p>
    <ol class="options">
      ${options.map(({ text }) => html`<li>${text}</li>`)}
    </ol>`;
}
