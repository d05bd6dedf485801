import { runService } from '../processes/run-service.ts'
import { workerProcess } from '../processes/worker-process.ts'

/** `certloom worker` */
export function worker(): Promise<void> {
  return runService('worker', workerProcess)
}
