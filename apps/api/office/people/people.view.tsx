import type { OrganisationEntity, StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import { Actions, Card, Facts, Form, Notice } from '../../../../libs/ui/index.js';
import { mayLiftConflicts } from '../../../../libs/staff/sign-in/conflicts.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** A change that was refused: of whom, why, and the reason that was typed. */
export interface OfficeNews {
  staffId: string;
  why: string;
  sentence: string;
}

interface OfficeView {
  frame: Frame;
  session: StaffSession;
  staff: readonly StaffMemberEntity[];
  /** By name; who has left the network can still be somebody's conflict. */
  organisations: readonly OrganisationEntity[];
  refused?: OfficeNews | undefined;
}

/** Everybody of the office, and for which organisations each of them never decides. */
export function OfficePage({ frame, session, staff, organisations, refused }: OfficeView) {
  return (
    <StaffPage frame={frame} title="The office" session={session}>
      <h1>The office</h1>
      <p class="lead">Nobody decides for an organisation that they work for or sit in the body of. What is entered here counts at once.</p>
      {staff.map((member) => (
        <MemberCard session={session} member={member} organisations={organisations} refused={refused?.staffId === member.id ? refused : undefined} />
      ))}
    </StaffPage>
  );
}

interface MemberView extends Pick<OfficeView, 'session' | 'organisations'> {
  member: StaffMemberEntity;
  refused: OfficeNews | undefined;
}

function MemberCard({ session, member, organisations, refused }: MemberView) {
  const reader = session.staff;
  const lifts = mayLiftConflicts(reader) && reader.id !== member.id;
  const own = organisations.filter(({ id }) => member.conflicts.includes(id));
  const others = organisations.filter(({ id, retiredAt }) => retiredAt === null && !member.conflicts.includes(id));
  const names = own.map(({ legalName }) => legalName).join(', ');
  return (
    <Card id={member.id}>
      <h2>{member.name}</h2>
      {refused === undefined ? null : (
        <Notice tone="warn" role="alert">
          <p>{refused.sentence}</p>
        </Notice>
      )}
      <Facts
        rows={[
          { label: 'Address', value: member.email },
          { label: 'Roles', value: member.roles.join(', ') },
          { label: 'Never decides for', value: names === '' ? 'nobody entered' : names },
        ]}
      />
      {reader.id === member.id || lifts ? <ConflictForm act="add" button="Never decides for it" session={session} member={member} offered={others} why={refused?.why} /> : null}
      {lifts && own.length > 0 ? <ConflictForm act="lift" button="Decides for it again" session={session} member={member} offered={own} why={undefined} /> : null}
    </Card>
  );
}

interface ConflictFormView {
  act: 'add' | 'lift';
  button: string;
  session: StaffSession;
  member: StaffMemberEntity;
  offered: readonly OrganisationEntity[];
  why: string | undefined;
}

function ConflictForm({ act, button, session, member, offered, why }: ConflictFormView) {
  const field = (name: string): string => `f-${act}-${name}-${member.id}`;
  return (
    <Form action={`/staff/office/${encodeURIComponent(member.id)}/conflicts`} hidden={{ [csrfName]: session.csrfToken, _act: act }}>
      <div class="field">
        <label for={field('organisation')}>Organisation</label>
        <select id={field('organisation')} name="organisation" required>
          <option value="">Please choose</option>
          {offered.map(({ id, legalName }) => (
            <option value={id}>{legalName}</option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={field('why')}>Why</label>
        <input type="text" id={field('why')} name="why" maxlength={500} value={why} required />
      </div>
      <Actions>
        <button class="quiet" type="submit">
          {button}
        </button>
      </Actions>
    </Form>
  );
}
