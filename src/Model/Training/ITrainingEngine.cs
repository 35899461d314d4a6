namespace FedPrune.Model.Training;

/// <summary>
/// Trains and evaluates one network. An engine owns one model's memory and scratch and serves one job at a time; it is
/// used by one thread at a time.
/// </summary>
public interface ITrainingEngine : IDisposable
{
    /// <summary>Trains a sparse model on a device's samples.</summary>
    TrainingOutcome Train(TrainingJob job);

    /// <summary>Evaluates a dense weight vector on test images [<paramref name="from"/>, <paramref name="to"/>).</summary>
    /// <param name="weights">(P) numbers.</param>
    /// <param name="from">First image.</param>
    /// <param name="to">Image after the last.</param>
    Evaluation Evaluate(ReadOnlyMemory<float> weights, int from, int to);
}
