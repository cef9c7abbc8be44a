import type { Client } from '@temporalio/client';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { DossierEntity } from '../../../libs/platform/db/entities/index.js';
import type { Scene } from '../upkeep/scene.js';

/** What an act makes of an exchange, as its workflow would publish it. */
const eventsOf: Record<string, (input: { by: string; incident?: string; prompt?: string; until?: string }) => DomainEvent[]> = {
  pause: ({ by, incident }) => [{ kind: 'paused', by, ...(incident && { incident }) }, ...notices('paused', incident ? { incident } : {})],
  resume: ({ by }) => [{ kind: 'resumed', by }, ...notices('resumed')],
  extend: ({ prompt = '', until = '', by }) => [{ kind: 'extended', prompt, until, by }],
};

function notices(notice: 'paused' | 'resumed', facts = {}): DomainEvent[] {
  return ['visiting', 'hosting'].map((party) => ({ kind: 'informed', leg: '1', party, slot: 'manager', notice, facts }));
}

/**
 * The engine on paper: takes acts as workflows do (the same id once) and publishes their steps into the real database.
 * Exchanges named in `poisoned` never answer.
 */
export class PaperEngine {
  readonly client: Client;
  /** How often each exchange was called. */
  readonly calls = new Map<string, number>();
  private readonly taken = new Map<string, Promise<unknown>>();

  constructor(
    private readonly scene: Scene,
    private readonly poisoned: readonly string[] = [],
  ) {
    this.client = {
      withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
      workflow: {
        start: () => Promise.reject(new Error('nobody delivers mails here')),
        getHandle: (ref: string) => ({
          executeUpdate: ({ name }: { name: string }, { args, updateId }: { args: [never]; updateId: string }) => this.update(ref, name, args[0], updateId),
        }),
      },
    } as unknown as Client;
  }

  private update(ref: string, name: string, input: never, id: string): Promise<unknown> {
    this.calls.set(ref, (this.calls.get(ref) ?? 0) + 1);
    if (this.poisoned.includes(ref)) return Promise.reject(new Error('no worker can go on with it'));
    const known = this.taken.get(id) ?? this.publish(ref, eventsOf[name]!(input));
    this.taken.set(id, known);
    return known;
  }

  private async publish(ref: string, events: DomainEvent[]): Promise<unknown> {
    const { db, config } = this.scene;
    const { seq, stage } = await db.manager.findOneByOrFail(DossierEntity, { ref });
    const settings = { linkKeys: config.linkKeys, mailDomain: 'office.example' };
    const step = { ref, seq: seq + 1, at: new Date().toISOString(), stage, events };
    await db.transaction((tx) => publishStep(tx, settings, step));
    return { seq: step.seq };
  }
}
