import type { Flight, Task } from './call.ts';

/** Which keys are being called now. */
export class SingleFlight {
  private readonly flights = new Map<unknown, Flight>();

  /** Joins the call for the key that is under way; false if there is none, and then the task leads one. */
  join(task: Task, key: unknown): boolean {
    const flight = this.flights.get(key);
    if (flight !== undefined) {
      flight.joined.push(task);
      return true;
    }
    task.flight = { key, leader: task, joined: [] };
    this.flights.set(key, task.flight);
    return false;
  }

  /** The call has ended. Gives the rows that wait for its outcome. */
  land(flight: Flight): Task[] {
    this.flights.delete(flight.key);
    return flight.joined.filter((task) => task.state === 'joined');
  }

  /** Takes one row out that waits for the call, to go on in the leader's place. */
  heir(flight: Flight): Task | undefined {
    for (let task = flight.joined.shift(); task !== undefined; task = flight.joined.shift()) {
      if (task.state === 'joined') return task;
    }
    return undefined;
  }
}
