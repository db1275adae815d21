import type { Run } from '../engine/engine.ts';
import { AsofError } from '../errors/asof-error.ts';
import { everyFeature } from '../model/feature-ref.ts';
import type { DefineQuestion } from '../question/define.ts';
import type { AskContext } from './context.ts';
import { askLeakage, type LeakageFound } from './leakage.ts';

/**
 * What a view that is being written would give at some labels, and what it would leak if it were joined naively; nothing
 * is written. Throws what leakage throws; what is wrong in the view has its line there, as it would be saved.
 */
export async function askDefine(
  context: AskContext,
  { view, ...asked }: DefineQuestion,
  run: Run,
): Promise<LeakageFound> {
  const workspace = context.workspace.withView(view);
  const first = workspace.place('feature view', view.name)('name');
  try {
    const features = [{ view: view.name, feature: everyFeature }];
    return await askLeakage({ ...context, workspace }, { ...asked, features }, run);
  } catch (error) {
    if (!(error instanceof AsofError) || !first?.line || !error.where?.line || error.where.file !== first.file)
      throw error;
    throw error.at({ file: view.name, line: error.where.line - first.line + 1 });
  }
}
