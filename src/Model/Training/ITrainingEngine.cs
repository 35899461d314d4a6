namespace FedPrune.Model.Training;

/// <summary>
/// Trains and evaluates one network. An engine owns one model's memory and scratch and serves one job at a time; it is
/// used by one thread at a time.
/// </summary>
public interface ITrainingEngine : IDisposable
{
    /// <summary>Trains a sparse model on a device's samples. It leaves <see cref="TrainingJob.Work"/> to its caller.</summary>
    /// <exception cref="NotSupportedException">The job is not <see cref="TrainingJob.IsPlain"/> and the engine knows no others.</exception>
    TrainingOutcome Train(TrainingJob job);

    /// <summary>The mean cross-entropy of each class over a job's samples, under the model it starts from; NaN for classes it has none of.</summary>
    /// <exception cref="NotSupportedException">The engine does not do this.</exception>
    double[] ClassLosses(TrainingJob job) => throw new NotSupportedException($"{GetType().Name} does not measure losses by class");

    /// <summary>Evaluates a dense weight vector on test images [<paramref name="from"/>, <paramref name="to"/>).</summary>
    /// <param name="weights">(P) numbers.</param>
    /// <param name="from">First image.</param>
    /// <param name="to">Image after the last.</param>
    Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to);
}
