/** The figure's measures, in pixels of the screen: nothing in it is stretched. */
export const frame = {
  height: 236,
  /** The plot: values lie between `top` and `bottom`. The band above holds the flag. */
  top: 44,
  bottom: 186,
  /** The same, over a lane of events. */
  bottomOverEvents: 148,
  /** The lane of events, and the bracket over what a window holds. */
  events: 174,
  bracket: 33,
  ceiling: 24,
  floor: 194,
  right: 14,
  axisText: 211,
  underText: 227,
  textHeight: 16,
  ring: 9,
} as const;
