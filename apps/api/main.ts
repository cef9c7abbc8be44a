import 'reflect-metadata';
import { CONFIG } from '../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../libs/platform/config/config.js';
import { ApiModule } from './api.module.js';
import { createApp } from './create-app.js';

const app = await createApp(ApiModule);
const { ports } = app.get<ServiceConfig>(CONFIG);
await app.listen(ports.web, '127.0.0.1');
