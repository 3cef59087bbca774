import { expect, test } from 'vitest';
import { ALL_CHECKS } from '#main/verification/checks/all';
import { citationOf } from '#shared/text/sources';

test('every check names a document that anybody can find', () => {
  expect(ALL_CHECKS.map(({ spec }) => citationOf(spec)).filter((source) => !/^(?:RFC|DPR|ETSI|DM|D\.) ?/.test(source))).toEqual([]);
});
