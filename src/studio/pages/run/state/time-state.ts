import { type Signal, signal } from '@preact/signals';
import {
  pannedTime,
  revealingTime,
  type TimeView,
  wholeTime,
  zoomedTime,
} from '../../../model/run/time-layout.ts';

/** Which events the timeline has in sight. */
export class TimeState {
  readonly view: Signal<TimeView> = signal<TimeView>({ first: 0, scale: 1 });
  #count = 0;
  #width = 800;

  /** Shows all events of a run. */
  show(count: number): void {
    this.#count = count;
    this.view.value = wholeTime(count, this.#width);
  }

  /** There are more events; what is in sight stays. */
  grow(count: number): void {
    this.#count = count;
  }

  /** Has the last event in sight, so many events as before or all. */
  follow(count: number): void {
    const scale = Math.max(this.view.value.scale, wholeTime(count, this.#width).scale);
    this.view.value = pannedTime({ first: 0, scale }, count, count, this.#width);
  }

  resize = (width: number): void => {
    this.#width = width;
    this.view.value = wholeTime(this.#count, width);
  };

  /** Stretches (-1) or shrinks (1) around a pixel; without one, around the middle. */
  zoom(direction: -1 | 1, x: number = this.#width / 2): void {
    const factor = direction < 0 ? 1.25 : 0.8;
    this.view.value = zoomedTime(this.view.value, factor, x, this.#count, this.#width);
  }

  pan(pixels: number): void {
    const { value: view } = this.view;
    this.view.value = pannedTime(view, -pixels / view.scale, this.#count, this.#width);
  }

  /** Moves until an event is in sight. */
  reveal(event: number): void {
    this.view.value = revealingTime(this.view.value, event, this.#count, this.#width);
  }
}
