import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Membership, OrganisationType, Slot, StaffRole } from '../../../domain/programme/vocabulary.js';
import { instant, maybeInstant } from './instant.js';

/**
 * A legal body that runs hubs, signs and is paid. Not always a hub: also schools, cities, heritage bodies. With its legal
 * data it is named in agreements; who represents it there is the contact that signs (slot `signatory`).
 */
@Entity('organisation')
export class OrganisationEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') legalName!: string;
  @Column('text') type!: OrganisationType;
  @Column('text') membership!: Membership;
  /** ISO 3166-1 alpha-2 code of the country where it has its seat; null as long as nobody has said. */
  @Column('text', { nullable: true }) country!: string | null;
  /** IANA zone of its seat; null as long as nobody has said. */
  @Column('text', { nullable: true }) zone!: string | null;
  /** Such as association, limited company, municipality. */
  @Column('text', { nullable: true }) legalForm!: string | null;
  /** Number in the register of companies or associations, with the register where that matters. */
  @Column('text', { nullable: true }) registration!: string | null;
  @Column('text', { nullable: true }) taxId!: string | null;
  @Column('text', { nullable: true }) vatStatus!: string | null;
  /** Street and number of its seat. */
  @Column('text', { nullable: true }) street!: string | null;
  @Column('text', { nullable: true }) postcode!: string | null;
  @Column('text', { nullable: true }) town!: string | null;
  /** Since when it has left the network: never asked or offered again, while what it takes part in goes on. */
  @Column(maybeInstant) retiredAt!: string | null;
}

/** A place on the map, run by one organisation. */
@Entity('hub')
@Index(['organisationId'])
export class HubEntity {
  @PrimaryColumn('text') id!: string;
  @ForeignKey(() => OrganisationEntity, { name: 'hub_organisation_fk' })
  @Column('text') organisationId!: string;
  @Column('text') name!: string;
  @Column('text') city!: string;
  @Column('text') country!: string;
  @Column('double precision') lat!: number;
  @Column('double precision') lon!: number;
  /** IANA zone in which the hub's people read their deadlines. */
  @Column('text') zone!: string;
  @Column('boolean') availableForMobility!: boolean;
  @Column('jsonb', { default: {} }) profile!: Record<string, unknown>;
  /** Since when it has left the network: offered to nobody any more. */
  @Column(maybeInstant) retiredAt!: string | null;
}

/**
 * How we came to know a contact: `directory`, loaded with the network or put on file by staff; `named`, in an enquiry, an
 * answer or a hand-over. Who was only named acts in the exchange that named them, and stands for nobody anywhere else.
 */
export type ContactOrigin = 'directory' | 'named';

/** A person who acts for an organisation. Personal data lives here and in answers, never in a workflow's history. */
@Entity('contact')
@Index(['organisationId'])
// By the address in lower case, which a decorator cannot say: the migration has them.
@Index('contact_email', { synchronize: false })
@Index('contact_once', { synchronize: false })
export class ContactEntity {
  @PrimaryColumn('text') id!: string;
  @ForeignKey(() => OrganisationEntity, { name: 'contact_organisation_fk' })
  @Column('text') organisationId!: string;
  @ForeignKey(() => HubEntity, { name: 'contact_hub_fk' })
  @Column('text', { nullable: true }) hubId!: string | null;
  @Column('text') name!: string;
  @Column('text') email!: string;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) position!: string | null;
  @Column('text') language!: string;
  @Column('text') zone!: string;
  @Column('text', { array: true }) roles!: Slot[];
  @Column('text') origin!: ContactOrigin;
  /** By the real clock, whatever the clock of the edition in which they were named. */
  @Column(instant) createdAt!: string;
  /** On file a second time before a key forbade it; questions and links of old stay theirs. */
  @Column('boolean', { default: false }) duplicate!: boolean;
  /** Since when the person is no longer on file: asked for nothing new, while what they are asked already stands. */
  @Column(maybeInstant) retiredAt!: string | null;
}

/** Somebody who works in the network's office. */
@Entity('staff_member')
@Index(['email'], { unique: true })
export class StaffMemberEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('text') email!: string;
  @Column('text', { array: true }) roles!: StaffRole[];
  @Column('text') zone!: string;
  /** Organisations that the person works for or sits in the body of: never decides for them. */
  @Column('text', { array: true, default: [] }) conflicts!: string[];
  @Column(maybeInstant) leftAt!: string | null;
}
