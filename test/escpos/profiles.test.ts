import { describe, expect, it } from 'vitest';
import { findProfile, profiles, withColumns } from '../../src/main/escpos/profiles.ts';

describe('profiles', () => {
  it.each(Object.values(profiles))('$id is consistent', (profile) => {
    expect(profiles[profile.id]).toBe(profile);
    expect(profile.dots % 8).toBe(0);
    expect(profile.columns * 12).toBeLessThanOrEqual(profile.dots);
    expect(profile.codePages[0]).toEqual({ page: 'cp858', number: 19 });
    expect(profile.feedBeforeCut).toBeGreaterThan(0);
  });

  it('finds by id, and nothing else', () => {
    expect(findProfile('generic-58')).toMatchObject({ id: 'generic-58', columns: 32, dots: 384, cut: 'none' });
    expect(findProfile('epson-80')).toMatchObject({ columns: 48, dots: 576, fence: 'gs-paren-h', cut: 'partial' });
    expect(findProfile('unknown')).toBeUndefined();
    expect(findProfile('toString')).toBeUndefined();
  });

  it.each([
    [32, 384],
    [42, 512],
    [48, 576],
  ] as const)('%i columns take %i dots', (columns, dots) => {
    const profile = findProfile('generic-80');
    if (profile === undefined) throw new Error('no profile');
    expect(withColumns(profile, columns)).toEqual({ ...profile, columns, dots });
  });
});
