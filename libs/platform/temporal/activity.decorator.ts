import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';

const queueKey = 'sojourn:task-queue';
const activityKey = 'sojourn:activity';

/** Marks a Nest provider whose methods are activities of a task queue. */
export function Activities(taskQueue: string): ClassDecorator {
  return applyDecorators(Injectable(), SetMetadata(queueKey, taskQueue));
}

/** Marks a method as an activity; its name is the activity's type. */
export function Activity(): MethodDecorator {
  return SetMetadata(activityKey, true);
}

/** The task queue of a provider, or undefined when it holds no activities. */
export function taskQueueOf(provider: object): string | undefined {
  return Reflect.getMetadata(queueKey, provider.constructor) as string | undefined;
}

/** Names of a provider's activities. */
export function activityNamesOf(provider: object): string[] {
  const prototype = Object.getPrototypeOf(provider) as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).filter((name) => {
    const method = name === 'constructor' ? undefined : prototype[name];
    return typeof method === 'function' && Reflect.getMetadata(activityKey, method) === true;
  });
}
