// Who may import whom. The picture and the reasons stand in docs/ARCHITECTURE.md; `npm test` and `npm run check` run this.
//
//   infra, test  ->  apps  ->  activities  ->  libs/...  ->  libs/contracts  ->  libs/domain
//                    workflows  ----------------------------^

/** A layer's files may import only these of ours. */
const layer = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(apps|workflows|activities|libs|infra|test)/', pathNot: allowed },
});

/**
 * The groups of libs, from the top down: a group may import those below it. `contracts` and `domain`, below them all,
 * have rules of their own.
 */
const groups = ['rehearsal', 'office', 'operations', 'acts', 'answers', 'kinds', 'money', 'staff', 'mail', 'documents', 'dossier', 'ui', 'network', 'links', 'files', 'programmes', 'platform'];

/** Nothing in a group imports a group above it. */
const pointsDown = (group, place) => ({
  name: `${group}-imports-down`,
  comment: `The groups of libs stand in an order, from the top: ${groups.join(', ')}, contracts, domain.`,
  severity: 'error',
  from: { path: `^libs/${group}/` },
  to: { path: `^libs/(${groups.slice(0, place).join('|')})/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Code that imports itself in a circle cannot be read top-down. Entities that name each other do so by type only.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circle-of-folders',
      comment: 'Two folders of libs that need each other are one folder, or a third one is missing.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^libs/' },
      to: { path: '^libs/', circular: true },
    },
    ...groups.map(pointsDown).slice(1),
    {
      name: 'libs-are-grouped',
      comment: 'A folder of libs belongs to one of the groups whose order is known.',
      severity: 'error',
      from: {},
      to: { path: '^libs/', pathNot: `^libs/(${[...groups, 'contracts', 'domain'].join('|')})/` },
    },
    layer('domain-stands-alone', '^libs/domain/', ['^libs/domain/'], 'The rules of programmes know nothing of ours.'),
    layer('contracts-know-the-domain', '^libs/contracts/', ['^libs/contracts/', '^libs/domain/'], 'Both sides of a message import it.'),
    layer('workflows-are-deterministic', '^workflows/', ['^workflows/', '^libs/contracts/', '^libs/domain/'], 'A workflow is replayed: nothing that touches the world may be in reach.'),
    layer('libs-know-no-process', '^libs/', ['^libs/'], 'A library does not know who uses it.'),
    layer('activities-use-libs', '^activities/', ['^activities/', '^libs/'], 'I/O is written against libraries, not against entry points.'),
    layer('apps-wire', '^apps/', ['^apps/', '^activities/', '^libs/'], 'Entry points load workflows as a bundle and are started by infra.'),
    layer('programs-not-tests', '^infra/', ['^(apps|workflows|activities|libs|infra)/'], 'Tests are nobody’s library.'),
    {
      name: 'apps-stand-apart',
      comment: 'Entry points do not import each other.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'workflows-use-temporal-only',
      comment: 'Every other package may read the clock, the network or chance.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules compute: they ask no server and know no framework.',
      severity: 'error',
      from: { path: '^libs/(domain|contracts)/' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg|nodemailer|express|@temporalio/(client|worker|activity))/' },
    },
    {
      name: 'domain-reads-nothing',
      comment: 'Rules compute: they read no files, no environment and no chance.',
      severity: 'error',
      from: { path: '^libs/(domain|contracts)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-door-to-the-database',
      comment: 'Workflows and the domain never see a database; activities, libraries and entry points reach it through TypeORM.',
      severity: 'error',
      from: { path: '^(apps|activities|libs)/' },
      to: { path: 'node_modules/pg/' },
    },
    {
      name: 'nothing-unknown',
      comment: 'Every import leads somewhere, to a package that package.json names.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
    moduleSystems: ['es6', 'cjs'],
  },
};
