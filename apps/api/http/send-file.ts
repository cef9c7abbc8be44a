import { NotFoundException } from '@nestjs/common';
import type { Response } from 'express';
import type { UploadedFileEntity } from '../../../libs/platform/db/entities/index.js';
import type { FileStore } from '../../../libs/files/file-store.js';

/**
 * Sends an uploaded file to be saved, never to be shown inside a page of ours: whatever is in it, a browser runs none of
 * it. Without a row, or without its content, there is nothing here.
 */
export async function sendFile(response: Response, store: FileStore, row: UploadedFileEntity | undefined): Promise<void> {
  const content = row && (await store.get(row.sha256));
  if (!row || !content) throw new NotFoundException();
  response.attachment(row.name);
  response.setHeader('Content-Type', row.mediaType);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.end(content);
}
