import type { AppUpdater } from 'electron-updater';
import { GenericProvider } from 'electron-updater/out/providers/GenericProvider.js';
import { fetchSmall } from '../../updates/read-manifest.ts';

/**
 * electron-updater's way to ask a plain web server, but for the reading: its own takes an answer of any length and any
 * duration into memory. This one has the limits of the agent's own reading.
 */
class BoundedProvider extends GenericProvider {
  protected override async httpRequest(url: URL): Promise<string | null> {
    // As electron-updater names itself: a server's rules for updates keep working.
    const headers = { 'User-Agent': 'electron-builder', 'Cache-Control': 'no-cache' };
    const answer = await fetchSmall(url, { headers });
    return answer === null ? null : answer.toString('utf8');
  }
}

/** Where electron-updater looks: `url` is the folder with latest.yml. */
export function updateFeed(url: string): Parameters<AppUpdater['setFeedURL']>[0] {
  return { provider: 'custom', updateProvider: BoundedProvider as never, url };
}
