/** A question's moment that was the last run's into the store: it is the next one's when that has ended. */
export class FollowedRun {
  #ended: bigint | null = null;

  /** What to ask as of now that the last run was as of `ended`; null is now, and where there was no run. */
  follow(moment: bigint | null, ended: bigint | null): bigint | null {
    const follows = moment !== null && moment === this.#ended && ended !== null;
    this.#ended = ended;
    return follows ? ended : moment;
  }
}
