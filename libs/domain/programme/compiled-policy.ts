/**
 * What a workflow needs of a definition to take its turns, and nothing else: at most 2 KB of JSON, no texts, no people,
 * no day counts (instants are computed outside the workflow).
 */
import type { Cents } from '../money/cents.js';
import type { Definition, EntitlementRules } from './definition.js';
import { promptKinds } from './vocabulary.js';
import type {
  PartyId,
  PartyPart,
  PayTime,
  PromptKind,
  SettlementRule,
  StaffRole,
  StopReason,
} from './vocabulary.js';

/** The most that a compiled policy may take, in bytes of JSON. */
export const compiledPolicyLimit = 2048;

/** What a question's turns depend on. Whom it goes to and what silence does is the story itself, see `story.ts`. */
export interface CompiledPrompt {
  readonly escalateTo?: StaffRole;
  /** True where a notice goes out before the prompt closes. */
  readonly noticeBefore?: true;
}

/** A party's part and when its money is paid. */
export interface CompiledParty {
  readonly part: PartyPart;
  readonly paid: PayTime;
  /** Cents paid before the visit, where the definition pays in advance. */
  readonly advanceCents?: Cents;
}

/** The policy that travels with the workflow's start. */
export interface CompiledPolicy {
  readonly programme: string;
  readonly version: number;
  readonly parties: Readonly<Record<PartyId, CompiledParty>>;
  readonly prompts: Readonly<Record<PromptKind, CompiledPrompt>>;
  /** What a party gets when the exchange is stopped after the signatures, by the reason. */
  readonly settlement: Readonly<Record<StopReason, SettlementRule>>;
  readonly maxHostRounds: number;
  readonly hostsOffered: number;
}

/** Takes from a definition what the workflow needs. */
export function compilePolicy(definition: Definition): CompiledPolicy {
  return {
    programme: definition.id,
    version: definition.version,
    parties: Object.fromEntries(
      Object.entries(definition.parties).map(([id, party]) => [
        id,
        compileParty(party.part, definition.entitlements[id]),
      ]),
    ),
    prompts: Object.fromEntries(promptKinds.map((kind) => [kind, compilePrompt(definition, kind)])) as Record<
      PromptKind,
      CompiledPrompt
    >,
    settlement: definition.settlement,
    maxHostRounds: definition.hosts.maxRounds,
    hostsOffered: definition.hosts.offered,
  };
}

function compileParty(part: PartyPart, rules: EntitlementRules | undefined): CompiledParty {
  if (rules === undefined || rules.paid === 'after-wrap-up') return { part, paid: 'after-wrap-up' };
  // Only what depends on nothing can be paid before anything happened.
  const certain = rules.lines.filter((line) => line.rule === 'lump-sum' && line.when === undefined);
  const advanceCents = Math.min(rules.cap, certain.reduce((total, line) => total + line.amount, 0));
  return { part, paid: rules.paid, advanceCents };
}

function compilePrompt(definition: Definition, kind: PromptKind): CompiledPrompt {
  const { escalateTo, noticeBefore } = definition.prompts[kind];
  return {
    ...(escalateTo === undefined ? {} : { escalateTo }),
    ...(noticeBefore === undefined ? {} : { noticeBefore: true }),
  };
}
