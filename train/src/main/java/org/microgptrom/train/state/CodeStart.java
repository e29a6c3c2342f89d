package org.microgptrom.train.state;

import org.microgptrom.model.code.TrainedCodes;

/**
 * The step at which a training began to fit its weights to codes.
 *
 * @param step number of steps taken before
 * @param floatLoss validation loss of the weights that the codes were fitted to, in nats per token;
 *     NaN where there is no validation split
 * @param codes as they were fitted before the first step with them
 */
public record CodeStart(int step, double floatLoss, TrainedCodes codes) {}
