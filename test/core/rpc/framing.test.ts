import { describe, expect, it } from 'vitest';
import { Assembler, cut, frameBytes } from '../../../core/rpc/framing.ts';

const limit = 20_000_000;

describe('cut and Assembler', () => {
  it.each([0, 1, frameBytes - 9, frameBytes - 8, 1_000_000, 10_000_000])(
    'give back a message of %i bytes, in frames of at most 1 MB',
    (bytes) => {
      const message = patterned(bytes);
      const frames = [...cut(message, 7)];
      expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(1_000_000);
      const assembler = new Assembler(limit);
      const whole = frames.map((frame) => assembler.add(frame));
      expect(whole.slice(0, -1).every((answer) => answer === null)).toBe(true);
      expect(Buffer.compare(whole.at(-1)!, message)).toBe(0);
    },
  );

  it('keep apart messages whose frames come interleaved', () => {
    const [a, b] = [patterned(2_500_000), patterned(1_500_000)];
    const [framesA, framesB] = [[...cut(a, 1)], [...cut(b, 2)]];
    const assembler = new Assembler(limit);
    const order = [framesA[0]!, framesB[0]!, framesA[1]!, framesB[1]!, framesA[2]!];
    const whole = order.map((frame) => assembler.add(frame));
    expect(whole.map((message) => message?.length ?? null)).toEqual([null, null, null, b.length, a.length]);
  });

  it('give every frame a buffer of its own, because a clone copies the whole buffer', () => {
    for (const frame of cut(patterned(2_000_000), 1)) expect(frame.buffer.byteLength).toBe(frame.length);
  });
});

describe('Assembler', () => {
  it('refuses a frame that is too short, too long, or out of order', () => {
    const frames = [...cut(patterned(2_500_000), 1)];
    expect(() => new Assembler(limit).add(new Uint8Array(8))).toThrow('wrong size');
    expect(() => new Assembler(limit).add(new Uint8Array(frameBytes + 1))).toThrow('wrong size');
    expect(() => new Assembler(limit).add(frames[1]!)).toThrow('out of order');
  });

  it('refuses to hold more than its limit, in one message or in many unfinished ones', () => {
    const one = new Assembler(1_500_000);
    const [first, second] = [...cut(patterned(2_500_000), 1)];
    one.add(first!);
    expect(() => one.add(second!)).toThrow('too large');
    const many = new Assembler(1_500_000);
    many.add(first!);
    expect(() => many.add([...cut(patterned(2_500_000), 2)][0]!)).toThrow('too large');
  });

  it('refuses pieces that are not full, of which it could hold any number', () => {
    const empty = Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(() => new Assembler(limit).add(empty)).toThrow('wrong size');
  });

  it('refuses to hold more than a few unfinished messages', () => {
    const assembler = new Assembler(100_000_000);
    const begun = (number: number) => [...cut(patterned(1_000_000), number)][0]!;
    for (let number = 0; number < 16; number++) assembler.add(begun(number));
    expect(() => assembler.add(begun(16))).toThrow('too many');
  });

  it('does not count finished messages against its limit', () => {
    const assembler = new Assembler(3_000_000);
    for (let number = 0; number < 10; number++)
      for (const frame of cut(patterned(2_500_000), number)) assembler.add(frame);
  });
});

function patterned(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => (i * 31 + (i >> 8)) & 255);
}
