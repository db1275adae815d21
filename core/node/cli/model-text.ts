import type { ModelCostFound } from '../../leakage/model/cost.ts';
import { formatArea, sayMethod, sayModel, sayWhere } from '../../leakage/model/sentence.ts';
import { formatFeatureRef } from '../../model/feature-ref.ts';
import { textTable } from '../../text/text-table.ts';

/** What a leak costs a model, for a terminal: the sentences, three models, and each repair. */
export function modelText(found: ModelCostFound): string {
  if ('why' in found) return `No model: ${found.why}`;
  const { cost } = found;
  const right = (title: string) => ({ title, align: 'right' as const });
  const areas = (['promised', 'delivered', 'honest'] as const).map((of) => {
    const { auc, low, high } = cost[of];
    return [of, auc, low, high].map((value) => (typeof value === 'number' ? formatArea(value) : value));
  });
  const repairs = cost.repairs.map(({ view, feature, and, promised, delivered }) => [
    `${formatFeatureRef({ view, feature })}${and ? ` and ${and} more` : ''}`,
    formatArea(promised),
    formatArea(delivered),
  ]);
  const repaired = [
    { title: 'repaired, one after the other', align: 'left' as const },
    right('promised'),
    right('delivered'),
  ];
  return [
    `${sayModel(cost)} ${sayWhere(cost)}`,
    '',
    textTable([{ title: 'model', align: 'left' }, right('AUC'), right('from'), right('to (95 %)')], areas),
    ...(repairs.length ? ['', textTable(repaired, repairs)] : []),
    ...cost.left_out.map(({ why, ...feature }) => `Without ${formatFeatureRef(feature)}: ${why}`),
    '',
    sayMethod(cost),
  ].join('\n');
}
