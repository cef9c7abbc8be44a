/** A mail that its server failed to hand over, or that broke the connection, this often is left to people. */
const mostHandOvers = 4;
/** More mails than this are not remembered. */
const mostRemembered = 5_000;

/**
 * Which mails of a mailbox failed, by their place. It outlives a connection, because a mail may be what breaks it.
 */
export class Stumbles {
  private readonly counts = new Map<string, { total: number; handOvers: number }>();

  /** How often a mail failed; it waits until those that failed less had their turn, so that it delays nobody. */
  of(place: string): number {
    return this.counts.get(place)?.total ?? 0;
  }

  /** Whether its server will not hand a mail over, as far as one can tell. */
  isHopeless(place: string): boolean {
    return (this.counts.get(place)?.handOvers ?? 0) >= mostHandOvers;
  }

  /** Notes that a mail could not be had from its server, or not be taken once it was here. */
  note(place: string, what: 'hand-over' | 'take'): void {
    if (this.counts.size >= mostRemembered) this.counts.clear();
    const { total, handOvers } = this.counts.get(place) ?? { total: 0, handOvers: 0 };
    this.counts.set(place, { total: total + 1, handOvers: handOvers + (what === 'hand-over' ? 1 : 0) });
  }

  forget(place: string): void {
    this.counts.delete(place);
  }
}
