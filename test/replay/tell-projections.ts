import { proxySinks, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow'

/** Hands every projection that a replayed workflow would write to the test. */
export interface ReplaySinks extends Sinks {
  replay: { projection(progress: unknown): void }
}

const { replay } = proxySinks<ReplaySinks>()

export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleLocalActivity: (input, next) => {
        if (input.activityType === 'recordProgress') replay.projection(input.args[0])
        return next(input)
      },
      // The last one of a run is written by an activity of the history.
      scheduleActivity: (input, next) => {
        if (input.activityType === 'recordProgress') replay.projection(input.args[0])
        return next(input)
      },
    },
  ],
})
