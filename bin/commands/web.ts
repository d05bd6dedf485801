import { runService } from '../processes/run-service.ts'
import { webProcess } from '../processes/web-process.ts'

/** `certloom web` */
export function web(): Promise<void> {
  return runService('web', webProcess)
}
