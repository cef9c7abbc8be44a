import { describe, expect, it } from '@jest/globals';
import { byPosition, nearest, problemLine } from '../../../libs/domain/programme/problems.js';

describe('problems of files that people wrote', () => {
  const at = (file: string, line: number) => ({ file, line, path: 'prompts.sign', problem: 'the question "sing" is unknown' });

  it('are listed file by file, each from top to bottom', () => {
    const places = byPosition([at('texts/fr.yaml', 2), at('definition.yaml', 30), at('texts/en.yaml', 9), at('definition.yaml', 4)]);
    expect(places.map(({ file, line }) => `${file}:${line}`)).toEqual(['definition.yaml:4', 'definition.yaml:30', 'texts/en.yaml:9', 'texts/fr.yaml:2']);
  });

  it('say where they are, what is wrong and what is allowed, and nothing where nothing is known', () => {
    expect(problemLine({ ...at('definition.yaml', 4), allowed: ['sign', 'plan'] })).toBe('definition.yaml:4: prompts.sign: the question "sing" is unknown. Allowed: sign, plan.');
    expect(problemLine({ ...at('definition.yaml', 1), path: '', allowed: [] })).toBe('definition.yaml:1: the question "sing" is unknown.');
  });

  it('name the word that was probably meant, and none that is too far from it', () => {
    const words = ['sign', 'application', 'availability'];
    expect(['sing', 'SIGN', 'sgin', 'aplicaton', 'availabillty'].map((typed) => nearest(typed, words))).toEqual(['sign', 'sign', 'sign', 'application', 'availability']);
    expect(['s', 'visit', 'applause', ''].map((typed) => nearest(typed, words))).toEqual([undefined, undefined, undefined, undefined]);
    expect(nearest('sign', [])).toBeUndefined();
  });
});
