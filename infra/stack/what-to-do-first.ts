import { IsNull, Like, Raw, type EntityManager } from 'typeorm';
import { isHttps, type ServiceConfig } from '../../libs/platform/config/config.js';
import { HubEntity, StaffMemberEntity } from '../../libs/platform/db/entities/index.js';
import { isEmptyNetwork } from '../../libs/network/import-network.js';

/** What whoever starts the system should know of its people and hubs, and do next: one sentence a line, none when all is well. */
export async function whatToDoFirst(db: EntityManager, { publicUrl }: Pick<ServiceConfig, 'publicUrl'>): Promise<string[]> {
  const invented = await db.find(StaffMemberEntity, { where: { leftAt: IsNull(), email: Like('%.example') }, order: { email: 'ASC' } });
  if (invented.length > 0 || (await hasSampleHubs(db))) return sampleNews(invented, isHttps(publicUrl));
  return [
    ...((await isEmptyNetwork(db)) ? ['! no network yet: npm run network -- import <file.yaml> --dry-run, and again without --dry-run'] : []),
    ...((await db.existsBy(StaffMemberEntity, { leftAt: IsNull() })) ? [] : ['! nobody works in the office yet: npm run staff -- invite <mail> --roles coordinator,lead']),
  ];
}

function hasSampleHubs(db: EntityManager): Promise<boolean> {
  return db.existsBy(HubEntity, { retiredAt: IsNull(), profile: Raw((column) => `${column} @> '{"sample": true}'`) });
}

function sampleNews(invented: readonly StaffMemberEntity[], reachable: boolean): string[] {
  const plain = '! sample data: invented hubs, and an office at addresses that nobody has (.example). With SAMPLE_DATA=false an empty DATA_DIR starts without';
  if (!reachable) return [plain];
  return [
    '! this database holds sample data, and PUBLIC_URL is https: do not go live with it; start anew with an empty database',
    ...invented.map(({ email, roles }) => `! sample staff with the roles ${roles.join(', ')}: npm run staff -- revoke ${email}`),
  ];
}
