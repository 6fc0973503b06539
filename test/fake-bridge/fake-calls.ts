import type { BridgeEvent, JobDetail, JobSummary, Overview } from '../../src/shared/bridge.ts';
import type { Calls, SettingsPatch } from '../../src/shared/bridge-calls.ts';
import { type JobKind, type JobState, stepDetails } from '../../src/shared/job.ts';
import type { UpdateState } from '../../src/shared/update.ts';
import { FakeProblem, type FakeState } from './fake-agent.ts';
import { fakeAbout, fakeChecks, fakeImport, fakeImportPatch } from './fake-answers.ts';
import { findFakeJobs, makeFakeJob } from './fake-jobs.ts';
import { fakeFoundPrinters, fakeProfiles } from './fake-state.ts';

interface FakeCallsOptions {
  state: FakeState;
  emit(event: BridgeEvent): void;
  putJob(job: JobSummary): void;
  changeOverview(part: Partial<Overview>): void;
}

const greyDot = {
  dataUrl:
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOor6//DwAFgQJ/ut2S0QAAAABJRU5ErkJggg==',
  width: 384,
  height: 200,
};

/** One answer for each call of the bridge. */
export function createFakeCalls({ state, emit, putJob, changeOverview }: FakeCallsOptions): Calls {
  const find = (id: string) => {
    const job = state.jobs.find((each) => each.id === id);
    if (job === undefined) {
      throw new FakeProblem({ code: 'JOB_NOT_FOUND', message: "Cette impression n'existe pas dans le journal." });
    }
    return job;
  };
  const put = (id: string, change: Partial<JobSummary>) => {
    const job = { ...find(id), ...change, updated_at: new Date(state.now()).toISOString() };
    putJob(job);
    const uncertain = state.jobs.filter((each) => each.state === 'uncertain').length;
    const expired = openJobs().length;
    const drawnToPrint = state.overview.drawnToPrint === 0 ? 0 : drawnJobs().length;
    changeOverview({ queue: { ...state.overview.queue, uncertain, expired }, drawnToPrint });
    return job;
  };
  const become = (id: string, next: JobState) => put(id, { state: next, error: null, decision: null });
  const openJobs = () => state.jobs.filter((each) => each.state === 'expired' && each.decision === 'open');
  const drawnJobs = () =>
    state.jobs.filter(
      (each) => each.state === 'drawn' && each.decision === null && ['ticket', 'cashout'].includes(each.kind),
    );
  const all = (jobs: JobSummary[], act: (job: JobSummary) => unknown) => {
    // Rounds are bounded, as the agent's are.
    const round = jobs.slice(0, 50);
    for (const job of round) act(job);
    return { done: round.length, left: jobs.length - round.length };
  };
  const add = (kind: JobKind, original: JobSummary | null = null) => {
    const made = makeFakeJob(state.jobs.length + 1, state.now(), { kind, state: 'queued' });
    const job: JobSummary =
      original === null
        ? { ...made, source: 'window', source_address: null }
        : {
            ...original,
            id: made.id,
            state: 'queued',
            created_at: made.created_at,
            reprint_of: original.id,
            error: null,
            decision: null,
          };
    putJob(job);
    return job;
  };
  const changeUpdate = (next: UpdateState) => {
    state.update = { ...state.update, state: next, checkedAt: new Date(state.now()).toISOString() };
    emit({ type: 'update-changed', update: state.update });
    return state.update;
  };
  const save = (patch: SettingsPatch) => {
    const { printer, drawer, queue, journal, shop, updates, ...plain } = patch;
    const now = state.settings;
    state.settings = {
      ...now,
      ...plain,
      printer: { ...now.printer, ...printer },
      drawer: { ...now.drawer, ...drawer },
      queue: { ...now.queue, ...queue },
      journal: { ...now.journal, ...journal },
      shop: { ...now.shop, ...shop },
      updates: { ...now.updates, ...updates },
    };
    const { host, port } = state.settings;
    const urls = host === '0.0.0.0' ? state.connection.interfaces.map(({ address }) => address) : [host];
    state.connection = {
      ...state.connection,
      host,
      port,
      network: host !== '127.0.0.1',
      urls: urls.map((address) => `http://${address}:${port}`),
    };
    if (patch.language !== undefined) changeOverview({ language: patch.language });
    emit({ type: 'settings-changed' });
    return state.settings;
  };
  return {
    readOverview: () => state.overview,
    listJobs: (search) => findFakeJobs(state.jobs, search),
    readJob: (id) => toDetail(find(id)),
    previewJob: (id) => state.paper?.ofJob(find(id)) ?? greyDot,
    cancelJob: (id) => become(id, 'cancelled'),
    retryJob: (id) => become(id, 'queued'),
    retryExpired: () => all(openJobs(), ({ id }) => become(id, 'queued')),
    leaveJob: (id) => put(id, { decision: 'left' }),
    leaveExpired: () => all(openJobs(), ({ id }) => put(id, { decision: 'left' })),
    listDrawn: () => drawnJobs().slice(0, 50),
    printDrawn: () =>
      all(drawnJobs(), (job) => {
        put(job.id, { decision: 'reprinted' });
        add(job.kind, job);
      }),
    leaveDrawn: () => all(drawnJobs(), ({ id }) => put(id, { decision: 'left' })),
    confirmJob: (id) => become(id, 'printed'),
    reprintJob: (id) => {
      const original = find(id);
      if (original.state === 'uncertain') become(id, 'reprinted');
      else if (['expired', 'drawn', 'cancelled'].includes(original.state)) put(id, { decision: 'reprinted' });
      return add(original.kind, original);
    },
    pausePrinting: () => {
      changeOverview({ paused: true });
      return state.overview;
    },
    resumePrinting: () => {
      changeOverview({ paused: false });
      return state.overview;
    },
    judgePrinter: () => {
      changeOverview({
        printer: { ...state.overview.printer, condition: 'ready', code: 'PRINTER_READY', reasons: [] },
      });
      return state.overview;
    },
    printTest: () => add('test'),
    openDrawer: () => add('drawer'),
    printCalibration: () => add('test'),
    readConnection: () => state.connection,
    revealToken: () => ({ token: state.token }),
    rotateToken: ({ graceHours }) => {
      state.token = `sp-${'0123456789abcdef'.repeat(2)}`;
      state.connection = {
        ...state.connection,
        tokenLastUsed: null,
        oldToken:
          graceHours === 0
            ? null
            : { validUntil: new Date(state.now() + graceHours * 3_600_000).toISOString(), lastUsed: null },
      };
      return state.connection;
    },
    readErpSettings: ({ host }) => ({ text: erpLines(host, state) }),
    testConnection: () => fakeChecks,
    listPrinters: () => fakeFoundPrinters,
    listProfiles: () => fakeProfiles,
    readSettings: () => state.settings,
    saveSettings: save,
    saveLogo: (logo) => {
      const picture =
        logo === null ? null : { dataUrl: `data:image/png;base64,${logo.base64}`, width: 120, height: 60 };
      state.settings = { ...state.settings, logo: picture };
      emit({ type: 'settings-changed' });
      return state.settings;
    },
    previewShop: (shop) => state.paper?.ofShop({ ...state.settings.shop, ...shop }) ?? greyDot,
    importPythonSettings: ({ text }) => {
      save(fakeImportPatch(text, state.settings));
      return fakeImport(text);
    },
    finishWelcome: () => {
      changeOverview({ welcomeDone: true });
      return state.overview;
    },
    exportJournal: (search) => ({
      fileName: 'journal.csv',
      text: `\ufeffid;state\r\n${findFakeJobs(state.jobs, { ...search, limit: 200 })
        .jobs.map(({ id, state: each }) => `${id};${each}`)
        .join('\r\n')}`,
    }),
    readAbout: () => fakeAbout,
    createDiagnostics: () => ({ fileName: 'smartpos-diagnostics.zip', base64: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' }),
    readFirewall: () => state.firewall,
    readStartAtLogin: () => state.startAtLogin,
    setStartAtLogin: ({ enabled }) => {
      state.startAtLogin = { ...state.startAtLogin, enabled };
      return state.startAtLogin;
    },
    readUpdate: () => state.update,
    checkForUpdate: () => changeUpdate({ name: 'up-to-date' }),
    installUpdate: () => changeUpdate({ name: 'downloading', version: '0.2.0', percent: 0 }),
    goBack: () => changeUpdate({ name: 'installing', version: state.update.previousVersion ?? '' }),
  };
}

function erpLines(host: string, { connection, token }: FakeState): string {
  return [
    'PRINTER_ENABLED=true',
    'PRINTER_NETWORK_ENABLED=true',
    `PRINTER_AGENT_HOST=${host}`,
    `PRINTER_AGENT_PORT=${connection.port}`,
    `PRINTER_AGENT_TOKEN=${token}`,
  ].join('\n');
}

function toDetail(job: JobSummary): JobDetail {
  const start = Date.parse(job.created_at);
  const at = (ms: number) => new Date(start + ms).toISOString();
  const { state, kind } = job;
  return {
    ...job,
    timeline: [
      { at: at(0), state: 'queued', detail: null },
      ...(state === 'queued' ? [] : [{ at: at(900), state: 'printing' as const, detail: null }]),
      ...(state === 'queued' || state === 'printing'
        ? []
        : [{ at: at(2300), state, detail: state === 'sent' ? stepDetails.cannotConfirm : null }]),
    ],
    bytes: state === 'queued' ? null : 1842,
    can: {
      cancel: state === 'queued' || state === 'failed',
      retry: state === 'failed' || (state === 'expired' && kind !== 'drawer' && job.decision !== 'reprinted'),
      reprint: kind !== 'drawer' && ['printed', 'sent', 'drawn', 'uncertain', 'expired', 'cancelled'].includes(state),
      confirm: state === 'uncertain',
    },
  };
}
