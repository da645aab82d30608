/** Speeds that `llama-bench -o json` measured, tokens a second; null for a test that was not asked for. */
export interface BenchSpeeds {
  prefill: number | null;
  decode: number | null;
}

interface BenchTest {
  n_prompt: number;
  n_gen: number;
  avg_ts: number;
}

/** Reads what llama-bench prints: one entry a test, a test of the prompt or of generation. */
export function readBenchReport(output: string): BenchSpeeds {
  const tests = JSON.parse(output) as BenchTest[];
  const speedOf = (test: BenchTest | undefined) => test?.avg_ts ?? null;
  return {
    prefill: speedOf(tests.find(({ n_prompt, n_gen }) => n_prompt > 0 && n_gen === 0)),
    decode: speedOf(tests.find(({ n_prompt, n_gen }) => n_prompt === 0 && n_gen > 0)),
  };
}
