import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { EditionEntity } from '../../../libs/db/entities/index.js';
import { catalogueFor, type TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import type { PageBrand } from '../../../libs/pages/index.js';
import { programmeOfEdition, type Programme } from '../../../libs/programmes/definition-store.js';

/** What the frame of a page needs: whose page it is, and the sentences of its language. */
export interface Frame {
  brand: PageBrand;
  texts: TextCatalogue;
}

/** The frame of a programme's pages for a reader's language. */
export function frameOf({ definition, texts }: Programme, language?: string): Frame {
  return { brand: definition.brand, texts: catalogueFor(texts, language ?? definition.languages[0] ?? 'en') };
}

/** The site as a whole: which edition stands on the start page, and how pages look that belong to no exchange. */
@Injectable()
export class Site {
  private latest: Frame | undefined;

  constructor(private readonly db: DataSource) {}

  /** The edition of the start page: the newest one that is no rehearsal, else the newest. */
  async mainEdition(db: EntityManager = this.db.manager): Promise<EditionEntity | undefined> {
    const [edition] = await db.find(EditionEntity, { order: { rehearsal: 'ASC', createdAt: 'DESC', id: 'DESC' }, take: 1 });
    return edition;
  }

  /** A frame at any time: while the database is away, the last one that was known, else one without a programme. */
  async frame(): Promise<Frame> {
    try {
      const edition = await this.mainEdition();
      if (edition) this.latest = frameOf(await programmeOfEdition(this.db.manager, edition.id));
    } catch {
      // The page that says so must not fail for the same reason.
    }
    return this.latest ?? withoutProgramme;
  }
}

/** Said while no programme can be read: enough for the pages that say that something is missing. */
const withoutProgramme: Frame = {
  brand: {
    programmeName: 'Exchange programme',
    logoText: 'Exchange programme',
    accentColour: '#1f3a5f',
    officeName: 'The programme’s office',
    officePhone: '',
    officeAddressLine: '',
  },
  texts: {
    language: 'en',
    revision: 0,
    messages: {
      'pages.notFound.title': 'This page does not work',
      'pages.notFound.intro': 'The programme cannot be reached at this moment.',
      'pages.notFound.newLink': 'Send me a new link',
      'pages.notFound.newLinkLabel': 'Your e-mail address',
      'pages.notFound.newLinkSent': 'If we know this address, a new link is on its way to it.',
      'pages.notFound.call': 'Or call us.',
      'pages.error.title': 'Something went wrong on our side',
      'pages.error.intro': 'Nothing you typed was recorded. Please try again in a few minutes.',
      'pages.busy.title': 'One moment, please',
      'pages.busy.intro': 'Too many requests arrived at once. Please try again in a minute.',
    },
    mails: {},
  },
};
