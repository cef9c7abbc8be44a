import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import { CONFIG } from '../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import { EditionEntity } from '../../../libs/platform/db/entities/index.js';
import { brandIn } from '../../../libs/domain/programme/brand.js';
import { catalogueFor, type TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import type { LanguageChoice, PageBrand } from '../../../libs/ui/index.js';
import { programmeOfEdition, type Programme } from '../../../libs/programmes/definition-store.js';
import { languageChoice, readerLanguage } from './reader-language.js';
import { languageOfLink } from './link-language.js';

/** What the frame of a page needs: whose page it is, and the sentences of its language. */
export interface Frame {
  brand: PageBrand;
  texts: TextCatalogue;
  /** The same page in other languages, for readers whom we do not know. */
  choice?: readonly LanguageChoice[];
}

/** The frame of a programme's pages for a reader's language. */
export function frameOf({ definition, texts }: Pick<Programme, 'definition' | 'texts'>, language?: string): Frame {
  const catalogue = catalogueFor(texts, language ?? definition.languages[0] ?? 'en');
  return { brand: brandIn(definition, catalogue.language), texts: catalogue };
}

/** The same for somebody whom we do not know: by the address or the browser, with the other languages to choose from. */
export function strangersFrame(programme: Pick<Programme, 'definition' | 'texts'>, request: Request): Frame {
  const { languages } = programme.definition;
  const frame = frameOf(programme, readerLanguage(request, languages));
  // What was typed would be lost on the way to another language.
  return request.method === 'POST' ? frame : { ...frame, choice: languageChoice(request, languages) };
}

/** The site as a whole: which edition stands on the start page, and how pages look that belong to no exchange. */
@Injectable()
export class Site implements OnModuleInit {
  private latest: Programme | undefined;

  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: Pick<ServiceConfig, 'linkKeys'>,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
  }

  /** The edition of the start page: the newest one that is no rehearsal, else the newest. */
  async mainEdition(db: EntityManager = this.db.manager): Promise<EditionEntity | undefined> {
    const [edition] = await db.find(EditionEntity, { order: { rehearsal: 'ASC', createdAt: 'DESC', id: 'DESC' }, take: 1 });
    return edition;
  }

  /** A frame for whoever asks, at any time: while the database is away, by the last programme that was known. */
  async frame(request: Request): Promise<Frame> {
    await this.refresh();
    return this.frameAtOnce(request);
  }

  /** The same without asking the database, for answers to floods. */
  frameAtOnce(request: Request): Frame {
    if (!this.latest) return withoutProgramme;
    return isOffice(request) ? frameOf(this.latest) : strangersFrame(this.latest, request);
  }

  /**
   * A frame for whoever came by a mailed link that works, in that person's language. Not for the page that says that a
   * link does not work: that one must tell nothing about the link.
   */
  async frameByLink(request: Request, token: string): Promise<Frame> {
    const frame = await this.frame(request);
    if (!this.latest) return frame;
    const language = await languageOfLink(this.db.manager, this.config.linkKeys, token).catch(() => undefined); // the database may be what is away
    return language === undefined ? frame : frameOf(this.latest, language);
  }

  private async refresh(): Promise<void> {
    try {
      const edition = await this.mainEdition();
      if (edition) this.latest = await programmeOfEdition(this.db.manager, edition.id);
    } catch {
      // The page that says so must not fail for the same reason.
    }
  }
}

/** Pages of the office speak the programme's first language. */
function isOffice({ path }: Request): boolean {
  return /^\/staff(\/|$)/.test(path);
}

/** Said as long as no programme was ever published here, so to nobody but whoever sets the system up. */
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
      'pages.frame.skip': 'Skip to the content',
      'pages.frame.help': 'No programme is published yet.',
      'pages.notFound.title': 'This page does not work',
      'pages.notFound.intro': 'The programme cannot be reached at this moment.',
      'pages.notFound.newLink': 'Send me a new link',
      'pages.notFound.newLinkLabel': 'Your e-mail address',
      'pages.notFound.referenceLabel': 'Number of your exchange',
      'pages.notFound.referenceHint': 'if you have it at hand',
      'pages.notFound.newLinkSent': 'If we know this address, a new link is on its way to it.',
      'pages.notFound.call': 'Or call us.',
      'pages.error.title': 'Something went wrong on our side',
      'pages.error.intro': 'Nothing you typed was recorded. Please try again in a few minutes.',
      'pages.busy.title': 'One moment, please',
      'pages.busy.intro': 'Too many requests arrived at once. Please try again in a minute.',
      'pages.tooMany.title': 'Too much arrived at once',
      'pages.tooMany.intro': 'Nothing was recorded. Please go back and send it again in {minutes, plural, =0 {{seconds} seconds} other {# minutes}}.',
      'pages.tooLarge.title': 'This is more than can be sent at once',
      'pages.tooLarge.intro': 'Nothing of it was recorded.',
      'pages.unread.title': 'We could not read this',
      'pages.unread.intro': 'Nothing of it was recorded.',
    },
    mails: {},
  },
};
