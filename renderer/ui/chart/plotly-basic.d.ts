/** The few parts of Plotly's basic bundle that are used here. */
declare module 'plotly.js-basic-dist-min' {
  export interface PlotlyModule {
    react(node: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
    toImage(node: HTMLElement, options: object): Promise<string>;
    purge(node: HTMLElement): void;
  }
  const plotly: PlotlyModule;
  export default plotly;
}
