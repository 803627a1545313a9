/** Ctrl-C while inputs are read: the first stops reading, the second ends the program as it always did. */

/** Exit statuses, as a shell has them: 128 and the signal's number. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

export interface Interrupt {
  /** Set once a signal came. */
  readonly status: number | undefined;
  /** Signals end the program again. */
  end(): void;
}

/** @param stop called at the first signal */
export function interruptible(stop: () => void): Interrupt {
  let status: number | undefined;
  const names = Object.keys(STATUS) as (keyof typeof STATUS)[];
  const on = (name: NodeJS.Signals): void => {
    status = STATUS[name as keyof typeof STATUS];
    end();
    stop();
  };
  const end = (): void => {
    for (const name of names) process.off(name, on);
  };
  for (const name of names) process.on(name, on);
  return {
    get status() {
      return status;
    },
    end,
  };
}
