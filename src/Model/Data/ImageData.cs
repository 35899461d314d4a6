namespace FedPrune.Model.Data;

/// <summary>What an experiment trains and tests on.</summary>
public sealed class ImageData
{
    /// <summary>Puts two sets together and measures the standardisation on the first.</summary>
    /// <exception cref="InvalidDataSetException">The two sets differ in shape or classes.</exception>
    public ImageData(ImageSet train, ImageSet test) : this(train, test, Standardisation.Of(train))
    {
    }

    /// <summary>Puts two sets together.</summary>
    /// <exception cref="InvalidDataSetException">The two sets differ in shape or classes.</exception>
    public ImageData(ImageSet train, ImageSet test, Standardisation standardisation)
    {
        if (train.Shape != test.Shape || train.Classes != test.Classes)
            throw new InvalidDataSetException(
                $"{train.Name} has images of {train.Shape} in {train.Classes} classes, but {test.Name} of {test.Shape} in {test.Classes}");
        (Train, Test, Standardisation) = (train, test, standardisation);
    }

    public ImageSet Train { get; }

    public ImageSet Test { get; }

    /// <summary>Mean and deviation of the training images; the test images are standardised by them too.</summary>
    public Standardisation Standardisation { get; }
}
