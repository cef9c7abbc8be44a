/** A YAML file with the line of everything in it, so that a problem can say where it is. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { z } from 'zod';
import { nearest, type DefinitionProblem, type Finding, type SourceFile } from './problems.js';

/** A file that parses, or the problems that stop it. */
export type ReadYaml = YamlSource | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** Larger files are no definition. */
const largestFile = 1_000_000;

/** A parsed file that still knows its lines. */
export class YamlSource {
  readonly ok = true;

  private constructor(
    readonly file: string,
    readonly value: unknown,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /** Parses YAML; duplicate keys, bad indentation and aliases are problems. */
  static read({ file, text }: SourceFile): ReadYaml {
    if (text.length > largestFile) return refused(file, 1, 'the file is too large to be a definition');
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    if (document.errors.length > 0) {
      const problems = document.errors.map((error) => {
        const line = lines.linePos(error.pos[0]).line;
        const problem =
          error.code === 'DUPLICATE_KEY'
            ? `the key "${wordAt(text, error.pos[0])}" stands here twice; keep one`
            : `this is no valid YAML: ${error.message}`;
        return { file, line, path: '', problem };
      });
      return { ok: false, problems };
    }
    if (document.contents === null) return refused(file, 1, 'the file is empty');
    try {
      return new YamlSource(file, document.toJS({ maxAliasCount: 0 }), document, lines);
    } catch {
      return refused(file, 1, 'the file uses YAML aliases; write the values out');
    }
  }

  /** A finding with its line. */
  problemAt({ path, problem, allowed }: Finding): DefinitionProblem {
    return {
      file: this.file,
      line: this.lineOf(path),
      path: path.map(String).join('.'),
      problem,
      ...(allowed === undefined ? {} : { allowed }),
    };
  }

  /** Each issue of the schema as a sentence. */
  schemaProblems(schema: z.ZodType, error: z.ZodError): DefinitionProblem[] {
    const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
    return error.issues.flatMap((issue) => this.findings(shape, issue)).map((finding) => this.problemAt(finding));
  }

  private findings(shape: Shape, issue: z.core.$ZodIssue): Finding[] {
    const { path } = issue;
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknownKey([...path, key], key, knownKeys(shape, path, this.value)));
      case 'invalid_value':
        return [this.unknownValue(path, issue.values.map(String))];
      case 'invalid_union':
        return this.unionFindings(shape, issue);
      case 'invalid_type':
        return [this.wrongType(path, issue)];
      case 'invalid_key':
        return issue.issues.map((inner) => ({ path, problem: `the key "${String(path.at(-1))}" is refused: ${inner.message}` }));
      default:
        return [{ path, problem: lowerFirst(issue.message) }];
    }
  }

  private unionFindings(shape: Shape, issue: z.core.$ZodIssueInvalidUnion): Finding[] {
    const value = this.valueAt(issue.path);
    if ('discriminator' in issue) {
      return [this.unknownValue([...issue.path], unionOptions(issue))];
    }
    // The way that came closest: the one that fails deepest or with the fewest issues.
    const ways = issue.errors.toSorted((a, b) => closeness(a) - closeness(b));
    const best = ways[0];
    if (best === undefined || value === undefined) return [{ path: issue.path, problem: 'this is not allowed here' }];
    return best.flatMap((inner) => this.findings(shape, { ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue));
  }

  private unknownValue(path: readonly PropertyKey[], allowed: readonly string[]): Finding {
    const value = this.valueAt(path);
    if (value === undefined) return { path, problem: `"${String(path.at(-1))}" is missing`, allowed };
    const meant = typeof value === 'string' ? nearest(value, allowed) : undefined;
    const hint = meant === undefined ? '' : `; did you mean "${meant}"`;
    return { path, problem: `${JSON.stringify(value)} is not known here${hint}`, allowed };
  }

  private wrongType(path: readonly PropertyKey[], issue: z.core.$ZodIssueInvalidType): Finding {
    const value = this.valueAt(path);
    if (value === undefined) return { path, problem: `"${String(path.at(-1) ?? 'the file')}" is missing` };
    if (!issue.message.startsWith('Invalid input')) return { path, problem: lowerFirst(issue.message) };
    return { path, problem: `this must be ${typeNames[issue.expected] ?? issue.expected}, not ${describe(value)}` };
  }

  private valueAt(path: readonly PropertyKey[]): unknown {
    let value = this.value;
    for (const key of path) {
      if (value === null || typeof value !== 'object') return undefined;
      value = (value as Record<PropertyKey, unknown>)[key];
    }
    return value;
  }

  /** The line of a path, or of the nearest thing above it that exists. */
  private lineOf(path: readonly PropertyKey[]): number {
    let node: unknown = this.document.contents;
    let offset = 0;
    for (const key of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key));
        if (pair === undefined) break;
        offset = (pair.key as Node).range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        const item = node.items[Number(key)] as Node | undefined;
        if (item === undefined) break;
        offset = item.range?.[0] ?? offset;
        node = item;
      } else break;
    }
    return this.lines.linePos(offset).line || 1;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text (in quotes if it looks like a number)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
};

function describe(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a group of keys' : JSON.stringify(value);
}

function refused(file: string, line: number, problem: string): ReadYaml {
  return { ok: false, problems: [{ file, line, path: '', problem }] };
}

function unknownKey(path: readonly PropertyKey[], key: string, allowed: readonly string[]): Finding {
  const meant = nearest(key, allowed);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"`;
  return { path, problem: `the key "${key}" is not known here${hint}`, ...(allowed.length === 0 ? {} : { allowed }) };
}

/** As much of a JSON Schema as is needed to say which keys a place knows. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly const?: unknown;
}

/** The keys that the schema knows at a path; where several forms are possible, those of the one that was begun. */
function knownKeys(shape: Shape, path: readonly PropertyKey[], value: unknown): string[] {
  let shapes = formsOf(shape, value);
  let here = value;
  for (const key of path) {
    here = (here as Record<PropertyKey, unknown> | undefined)?.[key];
    const inner = shapes.flatMap((each) => {
      const below = each.properties?.[String(key)] ?? each.items ?? each.additionalProperties;
      return typeof below === 'object' ? [below] : [];
    });
    shapes = inner.flatMap((each) => formsOf(each, here));
  }
  return [...new Set(shapes.flatMap((each) => Object.keys(each.properties ?? {})))];
}

function formsOf(shape: Shape, value: unknown): readonly Shape[] {
  const forms = shape.oneOf ?? shape.anyOf;
  if (forms === undefined) return [shape];
  const began = forms.filter((form) =>
    Object.entries(form.properties ?? {}).some(
      ([key, inner]) => inner.const !== undefined && inner.const === (value as Record<string, unknown> | null)?.[key],
    ),
  );
  return (began.length > 0 ? began : forms).flatMap((form) => formsOf(form, value));
}

function unionOptions(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const options = (issue as { options?: unknown }).options;
  return Array.isArray(options) ? options.map(String) : [];
}

/** Lower is closer: few issues, deep ones rather than at the top. */
function closeness(issues: readonly z.core.$ZodIssue[]): number {
  const shallow = issues.filter((issue) => issue.path.length === 0 && issue.code === 'invalid_type').length;
  return shallow * 100 + issues.length;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function wordAt(text: string, offset: number): string {
  return /^[^\s:]+/.exec(text.slice(offset))?.[0] ?? '';
}
