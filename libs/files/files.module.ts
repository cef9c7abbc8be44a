import { Module } from '@nestjs/common';
import { CONFIG } from '../platform/config/config.module.js';
import type { ServiceConfig } from '../platform/config/config.js';
import { fileFolders, FolderFileStore, type FileStore } from './file-store.js';

/** Injects the {@link FileStore} of this process. */
export const FILE_STORE = Symbol('file-store');

/** The file store that the configuration names. */
export function openFileStore({ dataDir }: Pick<ServiceConfig, 'dataDir'>): FileStore {
  return new FolderFileStore(fileFolders(dataDir).kept);
}

/** Where uploaded files are kept. */
@Module({
  providers: [{ provide: FILE_STORE, inject: [CONFIG], useFactory: openFileStore }],
  exports: [FILE_STORE],
})
export class FilesModule {}
