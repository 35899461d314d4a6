using FedPrune.Model.Data;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

/// <summary>One hidden layer, cross-entropy and SGD in plain loops of doubles: what the engine is compared with.</summary>
internal sealed class PlainMlp(ImageData data, int hidden)
{
    private readonly int _inputs = data.Train.Shape.Pixels;
    private readonly int _classes = data.Train.Classes;

    /// <summary>Trains as the job says; the update as a dense vector, and the mean loss of the last epoch.</summary>
    public (double[] Update, double Loss) Train(TrainingJob job)
    {
        var start = new float[job.Topology.Layout.Count];
        job.Topology.Expand(job.Start.Span, start);
        double[] w = [.. start.Select(x => (double)x)], velocity = new double[w.Length];
        var kept = job.Topology.IsDense ? [.. Enumerable.Range(0, w.Length)] : job.Topology.Kept.ToArray();
        var batches = new Batches(job);
        var loss = 0.0;
        for (int epoch = 0; epoch < job.Settings.Epochs; epoch++)
        {
            loss = 0;
            foreach (var batch in batches.Epoch())
            {
                var gradient = new double[w.Length];
                foreach (var image in batch.Span)
                    loss += Backward(w, Pixels(data.Train, image), job.Labels.Span[image], gradient, 1.0 / batch.Length);
                Descend(w, velocity, gradient, start, kept, job.Settings);
            }
        }
        return ([.. w.Zip(start, (now, then) => now - then)], loss / job.Samples.Length);
    }

    /// <summary>How many test images of the range are classified as labelled, and the sum of their losses.</summary>
    public (int Correct, double Loss) Count(float[] weights, int from, int to)
    {
        double[] w = [.. weights.Select(x => (double)x)];
        var (correct, loss) = (0, 0.0);
        for (int image = from; image < to; image++)
        {
            var (_, logits) = Forward(w, Pixels(data.Test, image));
            var label = data.Test.Labels[image];
            correct += Array.IndexOf(logits, logits.Max()) == label ? 1 : 0;
            loss += Math.Log(logits.Sum(Math.Exp)) - logits[label];
        }
        return (correct, loss);
    }

    private static void Descend(double[] w, double[] velocity, double[] gradient, float[] start, int[] kept, LocalTraining how)
    {
        foreach (var j in kept)
        {
            var g = gradient[j] + (how.WeightDecay * w[j]) + (how.Proximal * (w[j] - start[j]));
            velocity[j] = (how.Momentum * velocity[j]) + g;
            w[j] -= how.LearningRate * velocity[j];
        }
    }

    private (double[] Hidden, double[] Logits) Forward(double[] w, double[] x)
    {
        var h = new double[hidden];
        for (int i = 0; i < hidden; i++)
            h[i] = Math.Max(0, Dot(w, i * _inputs, x) + w[(hidden * _inputs) + i]);
        var second = hidden * (_inputs + 1);
        var logits = new double[_classes];
        for (int c = 0; c < _classes; c++)
            logits[c] = Dot(w, second + (c * hidden), h) + w[second + (_classes * hidden) + c];
        return (h, logits);
    }

    // Adds share · ∂loss/∂w to the gradient; returns the loss.
    private double Backward(double[] w, double[] x, int label, double[] gradient, double share)
    {
        var (h, logits) = Forward(w, x);
        var total = logits.Sum(Math.Exp);
        var second = hidden * (_inputs + 1);
        for (int c = 0; c < _classes; c++)
        {
            var error = share * ((Math.Exp(logits[c]) / total) - (c == label ? 1 : 0));
            gradient[second + (_classes * hidden) + c] += error;
            for (int i = 0; i < hidden; i++)
            {
                gradient[second + (c * hidden) + i] += error * h[i];
                var back = h[i] > 0 ? error * w[second + (c * hidden) + i] : 0;
                gradient[(hidden * _inputs) + i] += back;
                for (int k = 0; k < _inputs; k++)
                    gradient[(i * _inputs) + k] += back * x[k];
            }
        }
        return Math.Log(total) - logits[label];
    }

    private double[] Pixels(ImageSet set, int image)
    {
        var standard = data.Standardisation;
        var plane = set.Shape.Height * set.Shape.Width;
        return [.. set.Pixels(image).ToArray().Select((p, i) => ((p / 255.0) - standard.Mean[i / plane]) / standard.Deviation[i / plane])];
    }

    private static double Dot(double[] w, int from, double[] x)
    {
        var dot = 0.0;
        for (int k = 0; k < x.Length; k++)
            dot += w[from + k] * x[k];
        return dot;
    }
}
