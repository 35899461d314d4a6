using FedPrune.Model.Data;
using FedPrune.Model.Networks;
using FedPrune.Model.Training;

namespace FedPrune.Model.Tests.Training;

public sealed class TransformerTests
{
    /// <summary>Two heads of depth 2 over 6 positions, from an image whose channels are given: the sum of all outputs by plain loops.</summary>
    [TorchFact]
    public void Attention_is_what_plain_loops_make_of_its_formula()
    {
        const int Heads = 2, Depth = 2, Places = 6;
        var network = new Network("attention", new ImageShape(12, 2, 3), [new Attention(Heads), new Flatten(), new Linear(2)]);
        var data = new SyntheticImages { Shape = network.Input, Classes = 2, Train = 6, Test = 4, Shift = 0 }.Generate(1);
        using var engine = new TorchEngine(network, data);
        var x = new float[12 * Places];
        var weights = new float[network.Layout.Count];
        for (int j = 0; j < 4 * Places; j++)
            weights[j] = (j % 5) - 2; // of the first class; the second has the logit 0
        for (int image = 0; image < 4; image++)
        {
            data.Standardisation.Fill(data.Test, image, 1, x);
            var logit = 0.0;
            for (int h = 0; h < Heads; h++)
            {
                for (int query = 0; query < Places; query++)
                {
                    for (int key = 0; key < Places; key++)
                    {
                        var score = Enumerable.Range(0, Depth).Sum(c => X(h, 0, c, query) * X(h, 1, c, key)) / Math.Sqrt(Depth);
                        for (int c = 0; c < Depth; c++)
                            logit += weights[(((h * Depth) + c) * Places) + query] * Math.Max(0, score) * X(h, 2, c, key) / Places;
                    }
                }
            }
            var loss = Math.Log(Math.Exp(logit) + 1) - (data.Test.Labels[image] == 0 ? logit : 0);
            Assert.Equal(loss, engine.Evaluate(weights, image, image + 1).Loss, tolerance: 1e-4);
        }

        double X(int head, int part, int c, int place) => x[((((head * 3) + part) * Depth) + c) * Places + place];
    }

    [TorchFact]
    public void An_embedding_looks_each_symbol_up_in_its_column()
    {
        var network = new Network("lookup", new ImageShape(1, 1, 3), [new Embedding(256, 4), new LastColumn(), new Flatten(), new Linear(2)]);
        byte[] text = [1, 2, 3, 9, 8, 7];
        var set = new ImageSet("text", network.Input, 2, text, new byte[] { 0, 1 });
        using var engine = new TorchEngine(network, new ImageData(set, set, Standardisation.None(1)));
        var weights = new float[network.Layout.Count];
        weights[(2 * 256) + 3] = 5;                          // the third number of symbol 3, the last of the first line
        weights[network.Layout.Blocks[1].Offset + 2] = 1;    // which is the logit of class 0
        Assert.Equal(Math.Log(1 + Math.Exp(-5)), engine.Evaluate(weights, 0, 1).Loss, tolerance: 1e-5);
        Assert.Equal(Math.Log(2), engine.Evaluate(weights, 1, 2).Loss, tolerance: 1e-5);
    }

    [TorchFact]
    public void The_vision_transformer_learns_images()
    {
        var data = new SyntheticImages { Shape = new(1, 12, 12), Classes = 4, Train = 160, Test = 80, Noise = 20, Shift = 0 }.Generate(2);
        Assert.InRange(Trained(NetworkCatalogue.Create("vit", data.Train.Shape, 4), data, epochs: 8).Accuracy, 0.8, 1);
    }

    [TorchFact]
    public void The_language_model_learns_a_text_that_repeats_itself()
    {
        var text = System.Text.Encoding.ASCII.GetBytes("to be or not to be, that is the question. ");
        var (symbols, labels) = (new List<byte>(), new List<byte>());
        for (int i = 0; i < text.Length * 4; i++)
        {
            symbols.AddRange(Enumerable.Range(i, 8).Select(k => text[k % text.Length]));
            labels.Add(text[(i + 8) % text.Length]);
        }
        var set = new ImageSet("text", new ImageShape(1, 1, 8), 256, symbols.ToArray(), labels.ToArray());
        var data = new ImageData(set, set, Standardisation.None(1));
        Assert.InRange(Trained(NetworkCatalogue.Create("charlm", set.Shape, 256), data, epochs: 25).Accuracy, 0.8, 1);
    }

    private static Evaluation Trained(Network network, ImageData data, int epochs)
    {
        using var engine = new TorchEngine(network, data);
        var job = Jobs.Of(network, data, new LocalTraining(epochs, 16, 0.05f, 0.9f), data.Train.Count);
        var outcome = engine.Train(job);
        var weights = job.Start.ToArray();
        System.Numerics.Tensors.TensorPrimitives.Add(weights, outcome.Update, weights);
        return engine.Evaluate(weights, 0, data.Test.Count);
    }
}
