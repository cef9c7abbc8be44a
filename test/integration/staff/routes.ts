import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';

/** A route of a controller: `GET /staff/runs/:edition/:day`. */
export interface Route {
  method: string;
  path: string;
}

/** Every route that controllers answer. */
export function routesOf(controllers: readonly (abstract new (...args: never[]) => object)[]): Route[] {
  return controllers.flatMap((controller) => {
    const prefix = String(Reflect.getMetadata('path', controller));
    const handlers = Object.getOwnPropertyNames(controller.prototype).map((name) => (controller.prototype as Record<string, object>)[name]);
    return handlers.flatMap((handler): Route[] => {
      const method = handler && (Reflect.getMetadata('method', handler) as RequestMethod | undefined);
      if (handler === undefined || method === undefined) return [];
      const paths = [Reflect.getMetadata('path', handler) as string | string[]].flat();
      return paths.map((path) => ({ method: RequestMethod[method], path: `/${[prefix, path].map((part) => part.replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}` }));
    });
  });
}
