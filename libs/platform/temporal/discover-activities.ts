import type { DiscoveryService } from '@nestjs/core';
import { activityNamesOf, taskQueueOf } from './activity.decorator.js';
import type { ActivityMap } from './worker-host.js';

/** The activities of all Nest providers, by task queue. Two of one name on one queue are a mistake and throw. */
export function activitiesByQueue(discovery: DiscoveryService): Map<string, ActivityMap> {
  const queues = new Map<string, ActivityMap>();
  for (const { instance } of discovery.getProviders()) {
    const provider: unknown = instance;
    const taskQueue = typeof provider === 'object' && provider !== null ? taskQueueOf(provider) : undefined;
    if (!taskQueue) continue;
    const activities = queues.get(taskQueue) ?? {};
    for (const [name, run] of Object.entries(boundActivities(provider as Record<string, unknown>))) {
      if (activities[name] && activities[name] !== run) throw new Error(`two activities "${name}" on queue "${taskQueue}"`);
      activities[name] = run;
    }
    queues.set(taskQueue, activities);
  }
  return queues;
}

function boundActivities(provider: Record<string, unknown>): ActivityMap {
  return Object.fromEntries(
    activityNamesOf(provider).map((name) => {
      const method = provider[name] as (...args: never[]) => Promise<unknown>;
      return [name, method.bind(provider)];
    }),
  );
}
