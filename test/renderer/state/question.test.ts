import { describe, expect, it } from 'vitest';
import type { WorkspaceSnapshot } from '../../../core/rpc/host-api.ts';
import { firstQuestion, toRequest, viewsOf, type Question } from '../../../renderer/state/question.ts';

const features = [
  { view: 'b', feature: 'x' },
  { view: 'a', feature: 'y' },
  { view: 'b', feature: 'z' },
];
const asked: Question = {
  workspace: 'w',
  labels: 'labels',
  features,
  naive: 'latest',
  options: { boundary: 'inclusive', ttl: true, castKeys: false, embargo: 0n },
};

describe('a question', () => {
  it('fills in the options that the workspace does not name', () => {
    const question = { workspace: 'w', labels: 'labels', features, naive: 'latest' as const, options: { ttl: false } };
    expect(firstQuestion({ question } as WorkspaceSnapshot)?.options).toEqual({
      boundary: 'inclusive',
      ttl: false,
      castKeys: false,
      embargo: 0n,
    });
    expect(firstQuestion({ question: null } as WorkspaceSnapshot)).toBeNull();
  });

  it('becomes a request without the naive join, which only the leakage cell asks for', () => {
    expect(toRequest(asked, { shortNames: true })).toEqual({
      workspace: 'w',
      labels: 'labels',
      features,
      options: { boundary: 'inclusive', ttl: true, castKeys: false, embargo: 0n, shortNames: true },
    });
  });

  it('names its views once, in the order asked', () => {
    expect(viewsOf(features)).toEqual(['b', 'a']);
  });
});
