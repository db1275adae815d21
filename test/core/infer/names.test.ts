import { describe, expect, it } from 'vitest';
import {
  eventNameStrength,
  fileNameLean,
  isKeyName,
  isKnownName,
  isRowNumberName,
  isWrittenName,
  targetNameStrength,
  words,
} from '../../../core/infer/names.ts';

describe('what a name says', () => {
  it('is read word by word, whatever joins them', () => {
    for (const name of ['eventTime', 'event_time', 'Event Time', 'EVENT-TIME'])
      expect(words(name)).toEqual(['event', 'time']);
  });

  it('tells join keys', () => {
    for (const name of ['customer_id', 'customerId', 'id', 'store key', 'uuid', 'user', 'driver'])
      expect(isKeyName(name), name).toBe(true);
    for (const name of ['amount', 'paid', 'keyboard_count', 'user_age', 'idle'])
      expect(isKeyName(name), name).toBe(false);
    expect(isRowNumberName('id')).toBe(true);
    expect(isRowNumberName('customer_id')).toBe(false);
  });

  it('tells when a fact was true from when it was written or known', () => {
    expect(['event_timestamp', 'ts', 'signup_date', 'amount'].map(eventNameStrength)).toEqual([3, 2, 1, 0]);
    for (const name of ['created', 'created_at', 'ingestedAt', 'last_updated'])
      expect(isWrittenName(name), name).toBe(true);
    for (const name of ['available_at', 'known_from']) expect(isKnownName(name), name).toBe(true);
  });

  it('tells targets from features that only sound like them', () => {
    for (const name of ['label', 'target', 'y', 'fraud_label']) expect(targetNameStrength(name), name).toBe(3);
    for (const name of ['churned', 'converted_30d', 'is_fraud', 'late']) expect(targetNameStrength(name), name).toBe(2);
    expect(targetNameStrength('is_active')).toBe(1);
    for (const name of ['churn_rate', 'clicks_count', 'days_late', 'latest', 'mean_delay', 'amount'])
      expect(targetNameStrength(name), name).toBe(0);
  });

  it('tells label files from feature files', () => {
    expect(['churn_labels', 'training-set', 'customer_stats', 'flights'].map(fileNameLean)).toEqual([1, 1, -1, 0]);
  });
});
