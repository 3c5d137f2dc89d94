/** How every function of the package asks a service. */
export const patient = {
  timeout: { attempt: '1s', total: '10s' },
  retry: { retries: 3, backoff: '1ms', maxBackoff: '10ms', jitter: 0 },
} as const;
