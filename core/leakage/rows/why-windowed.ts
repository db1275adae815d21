import type { Engine, Run } from '../../engine/engine.ts';
import { unknownName } from '../../errors/unknown-name.ts';
import type { Joined } from '../../join/join.ts';
import { entityOfLabel } from '../../join/spine.ts';
import type { WindowFeature } from '../../view/windows/events.ts';
import { whyWindow, type WindowWhy } from '../../view/windows/why.ts';
import { computesWindows } from '../../view/windows/view-at.ts';
import { rowsBehind } from './timeline.ts';

/** More of a reason than a reader goes through. */
const mostOfAReason = 200;

/** Why a label row's windowed feature has its value at a moment; of what is computed on demand, the first windowed aggregate that it reads. */
export async function whyWindowed(
  engine: Engine,
  { plan, spine }: Joined,
  asked: { row: number; view: string; feature: string; at: bigint },
  run: Run,
): Promise<WindowWhy> {
  const { view, features } = rowsBehind(plan, asked.view);
  const feature = view.name === asked.view ? features.find(({ name }) => name === asked.feature) : features[0];
  if (!computesWindows(view) || !feature) throw unknownName('windowed feature of this result', asked.feature);
  const of = { ...entityOfLabel(plan, view, spine, asked.row), limit: mostOfAReason };
  const { boundary, embargo } = plan.options;
  return whyWindow(engine, view, feature as WindowFeature, of, { at: asked.at, boundary, embargo }, run);
}
