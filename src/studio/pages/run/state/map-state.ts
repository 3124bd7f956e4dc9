import { type Signal, signal } from '@preact/signals';
import {
  boxOf,
  type MapBox,
  type MapView,
  panned,
  revealing,
  wholeView,
  zoomed,
} from '../../../model/run/map-layout.ts';

/** Pixels of the page map. */
export const MAP_HEIGHT = 190;

/** Which pages the map has in sight. */
export class MapState {
  readonly view: Signal<MapView> = signal<MapView>({ zoom: 0, first: 0 });
  readonly box: Signal<MapBox> = signal<MapBox>({ columns: 1, rows: 1 });
  #size = 0;

  /** Shows all pages of a run. */
  show(size: number): void {
    this.#size = size;
    this.view.value = wholeView(size, this.box.value);
  }

  resize = (width: number): void => {
    this.box.value = boxOf(width, MAP_HEIGHT);
    this.view.value = wholeView(this.#size, this.box.value);
  };

  /** Zooms in (-1) or out (1), with a page kept in sight. */
  zoom(direction: -1 | 1, page: number): void {
    this.view.value = zoomed(this.view.value, direction, page, this.#size, this.box.value);
  }

  pan(rows: number): void {
    this.view.value = panned(this.view.value, rows, this.#size, this.box.value);
  }

  /** Moves until a page is in sight. */
  reveal(page: number): void {
    this.view.value = revealing(this.view.value, page, this.#size, this.box.value);
  }
}
