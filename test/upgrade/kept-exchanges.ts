import type { DataSource } from 'typeorm';
import type { Restored } from '../../infra/upgrade/restore-folder.js';
import type { KeptExchange } from '../../infra/upgrade/resting.js';
import { resting } from '../../infra/upgrade/resting.js';
import { editionNow } from '../../libs/platform/clock/edition-clock.js';
import { newCanaries } from '../../infra/walkthrough/canaries.js';
import { MailboxClient, type Mail } from '../../infra/walkthrough/mailbox-client.js';
import { plays, type Play } from '../../infra/walkthrough/plays.js';
import { prepareRehearsal, type WalkedStack } from '../../infra/walkthrough/prepare-rehearsal.js';
import { Rehearsal } from '../../infra/walkthrough/rehearsal.js';
import type { StaffBrowsers } from '../e2e/staff-browsers.js';

/** The mailbox of a kept folder: its mails lead to where the pages were then, and are read as if they led here. */
class MovedMailbox extends MailboxClient {
  constructor(
    url: string,
    private readonly before: string,
    private readonly now: string,
  ) {
    super(url);
  }

  protected override readAs(mail: Mail): Mail {
    const moved = (text: string): string => text.replaceAll(this.before, this.now);
    return { ...mail, text: moved(mail.text), html: moved(mail.html), links: mail.links.map(moved) };
  }
}

/** How a kept exchange ends when everybody does at last what they were asked. */
export function endingOf({ name }: KeptExchange): string {
  return name === 'queued' ? 'expired' : plays[resting[name].play].ending; // no place ever becomes free
}

/** The system that took a kept folder over. */
export interface Running {
  system: WalkedStack;
  database: DataSource;
  browsers: StaffBrowsers;
}

/** The same robots go on with a kept exchange: they read all their mails again, and answer what is still asked. */
export async function goOnWith(kept: KeptExchange, { publicUrl }: Restored, { system, database, browsers }: Running): Promise<Rehearsal> {
  const prepared = await prepareRehearsal(system, { play: playAfterRelease(kept), patienceMs: 120_000, hooks: { browserFor: browsers.browserFor } });
  const { edition, mark, visitingHub, hostingHub, firstDay, lastDay } = kept;
  const rehearsal = new Rehearsal({
    ...prepared,
    ...{ edition, startsAt: await editionNow(database.manager, edition), mailbox: new MovedMailbox(system.mailboxUrl, publicUrl, system.publicUrl) },
    plot: { canaries: newCanaries(mark), visitingHub, hostingHub, firstDay, lastDay },
  });
  rehearsal.ref = kept.ref;
  return rehearsal;
}

/** What came between before the release does not come again. */
function playAfterRelease({ name }: KeptExchange): Play {
  const play: Play = plays[resting[name].play];
  const before = { settled: 1, postponed: 1, completed: 0, declined: 0 }[resting[name].play];
  return { ...play, comesBetween: (play.comesBetween ?? []).slice(before) };
}
