/** The few parts of Plotly's basic bundle that are used here. */
declare module 'plotly.js-basic-dist-min' {
  /** Where an axis lies in the chart, pixels, and where a value is along it. */
  export interface PlotlyAxis {
    _offset: number;
    _length: number;
    d2p(value: number | string): number;
  }
  export interface PlotlyModule {
    react(node: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
    toImage(node: HTMLElement, options: object): Promise<string>;
    purge(node: HTMLElement): void;
  }
  const plotly: PlotlyModule;
  export default plotly;
}
