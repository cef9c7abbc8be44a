import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { restControllers } from './office.module.js';

/** Where the description of the staff API is checked in, from the root of the project. */
export const openApiFile = 'apps/api/office/openapi.json';

/** Describes the staff API from its controllers: only what programs may rely on, no pages. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setTitle('Sojourn staff API')
    .setDescription('Exchanges of the programme for the office’s own programs. Tokens: npm run staff -- invite <mail>')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, about, { operationIdFactory: (controller, method) => `${controller}.${method}` });
  const prefixes = restControllers.map((controller) => prefixOf(controller));
  const paths = Object.entries(document.paths).filter(([path]) => prefixes.some((prefix) => path.startsWith(`/${prefix}`)));
  return { ...document, paths: Object.fromEntries(paths) };
}

/** The description as text, the same for the same controllers. */
export function openApiText(app: INestApplication): string {
  return `${JSON.stringify(describeApi(app), null, 2)}\n`;
}

function prefixOf(controller: object): string {
  return String(Reflect.getMetadata('path', controller));
}
